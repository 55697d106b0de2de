import { createHmac, randomBytes } from 'node:crypto';
import { encode } from './encode.ts';
import { HashedSecret } from './hashed-secret.ts';

/** Turns secrets into what the record may hold: equal secrets give equal hashes, and nobody without the key can try. */
export class SecretHasher {
  readonly #key: string;

  /** `key`: of a record; without one, the hashes are of no use elsewhere. */
  constructor(key = randomBytes(32).toString('base64url')) {
    this.#key = key;
  }

  of(value: unknown): HashedSecret {
    const text = encode(value, { label: 'a secret parameter' });
    return new HashedSecret(createHmac('sha256', this.#key).update(text).digest('base64url'));
  }

  /** Gives parameters with those that are secret hashed; the same object where none are. */
  params(params: Readonly<Record<string, unknown>>, secret: ReadonlySet<string>): Readonly<Record<string, unknown>> {
    if (secret.size === 0) return params;
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, secret.has(name) ? this.of(value) : value]),
    );
  }
}
