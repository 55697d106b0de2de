/** One run at work. Its id is new each time that it comes in, so it serves as the fencing token. */
export interface NewHolder {
  readonly id: string;
  readonly process: string;
  readonly run: string;
}

/** The holder of something, in words that people can do something with. */
export interface HeldBy {
  readonly holder: string;
  readonly run: string;
  readonly host: string;
  readonly pid: number;
}

export interface HolderState extends HeldBy {
  /** By the clock that all holders share: the server's, or this machine's. */
  readonly expired: boolean;
}

/** A database may answer at once, or later. */
export type Soon<T> = Promise<T> | T;
