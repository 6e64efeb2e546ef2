/** A customer that was picked, by the name that the list shows. */
export interface Picked {
  id: string;
  name: string;
  /** Newest entry of the ledger that the list shows. */
  seen?: string;
}
