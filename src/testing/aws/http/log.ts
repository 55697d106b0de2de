/** Older requests are forgotten. */
const remembered = 100_000;

/** The requests that a server has been sent, in the order of arrival, and what became of them. */
export class RequestLog<Request extends object, Outcome extends keyof Request> {
  readonly requests: readonly Request[];
  readonly #requests: Request[] = [];
  readonly #told: ((request: Request) => void) | undefined;

  constructor(told?: (request: Request) => void) {
    this.requests = this.#requests;
    this.#told = told;
  }

  /** Gives what is to be called when its answer is known. */
  note(seen: Omit<Request, Outcome>): (end: Pick<Request, Outcome>) => void {
    const request = { ...seen } as Request;
    this.#requests.push(request);
    if (this.#requests.length >= remembered * 2) this.#requests.splice(0, remembered);
    return (end) => {
      Object.assign(request, end);
      this.#told?.(request);
    };
  }
}
