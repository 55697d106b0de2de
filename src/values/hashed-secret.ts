/** A secret as the record holds it. It is shown as what stands for every secret. */
export class HashedSecret {
  readonly #hash: string;

  constructor(hash: string) {
    this.#hash = hash;
  }

  /** The keyed hash of the value. */
  get hash(): string {
    return this.#hash;
  }

  toJSON(): string {
    return mask;
  }
}

/** The sign that stands for a secret wherever something is shown. */
export const mask = '***';
