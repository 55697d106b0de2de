/** Why a request is not done. It becomes the answer's document, and leaves the server in no other way. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const invalid = (message: string): Refusal => new Refusal('ValidationException', message);
