-- Which leaf of the evidence log says what a file holds, so that the file can be proven without reading the log.
ALTER TABLE media ADD COLUMN leaf bigint;
