/**
 * A request field is missing or malformed. Becomes `invalid request: <detail>` with status 400; `detail` is one of the
 * exact texts of docs/spec/storage-rpc.md section 2.2. Never leaves this folder: `parseClientRequest` returns it as a failure.
 */
export class ParameterError extends Error {
  readonly detail: string;

  constructor(detail: string) {
    super(detail);
    this.name = "ParameterError";
    this.detail = detail;
  }
}
