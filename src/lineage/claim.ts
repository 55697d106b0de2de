/** The right to run what one identity names, for as long as its holder is not declared dead. */
export class Claim {
  readonly identity: string;
  readonly node: string;
  /** The holder it was given to: the fencing token. */
  readonly token: string;
  /** Others may have made it since it was looked up. */
  readonly recheck: boolean;
  /** Its lease was taken, and ends in the transaction of the commit. */
  readonly isTaken: boolean;
  /** It was given out without a lease, which has been written down since. */
  isWritten = false;
  /** Its lease has ended. */
  isEnded = false;

  constructor(identity: string, node: string, token: string, { alone, recheck }: { alone: boolean; recheck: boolean }) {
    this.identity = identity;
    this.node = node;
    this.token = token;
    this.recheck = recheck;
    this.isTaken = !alone;
  }
}
