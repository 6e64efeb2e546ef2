/** A refusal of the server in RFC 9457 form: `code` and `params` are what the page translates. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    readonly requestId = "",
  ) {
    super(code);
    this.name = "ApiError";
  }

  static of(status: number, body: unknown): ApiError {
    const problem = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    return new ApiError(
      status,
      typeof problem.code === "string" ? problem.code : `http.${status}`,
      (problem.params as Record<string, unknown> | undefined) ?? {},
      typeof problem.request_id === "string" ? problem.request_id : "",
    );
  }
}

/** True for answers that a repetition cannot change. */
export function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}
