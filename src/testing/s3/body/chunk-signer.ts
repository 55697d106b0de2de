import { Refusal } from '../http/refusal.ts';
import { isSame } from '../../aws/signature/authorize.ts';
import { scopeText, sha256, sign } from '../../aws/signature/canonical.ts';
import type { Authorized } from '../../aws/signature/authorize.ts';

const nothing = sha256('');

/** Checks the signatures of chunks: each signs the one before it, the first one the request's. */
export class ChunkSigner {
  readonly #authorized: Authorized;
  #before: string;

  constructor(authorized: Authorized) {
    this.#authorized = authorized;
    this.#before = authorized.signature;
  }

  chunk(digest: string, signature: string | undefined): void {
    this.#check('AWS4-HMAC-SHA256-PAYLOAD', [nothing, digest], signature);
  }

  trailer(text: string, signature: string | undefined): void {
    this.#check('AWS4-HMAC-SHA256-TRAILER', [sha256(text)], signature);
  }

  #check(kind: string, signed: readonly string[], signature = ''): void {
    const { key, scope, stamp } = this.#authorized;
    const text = [kind, stamp, scopeText(scope), this.#before, ...signed].join('\n');
    if (!isSame(sign(key, text), signature)) {
      throw new Refusal('SignatureDoesNotMatch', {
        AWSAccessKeyId: scope.accessKeyId,
        StringToSign: text,
        SignatureProvided: signature,
      });
    }
    this.#before = signature;
  }
}
