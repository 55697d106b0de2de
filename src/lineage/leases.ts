import { idMaker } from '../values/id.ts';
import { Claim } from './claim.ts';
import { Batcher, aMoment } from './batcher.ts';
import type { HeldBy } from './holder-types.ts';
import type { LeaseStore, Wanted } from './lease-store.ts';
import { type Holder, LimitUnits } from './limit-units.ts';
import { isGone } from './read/process-liveness.ts';

const newHolderId = idMaker('hold', 5);

/** How long a holder may be silent: a blocked event loop is silent as well. */
const defaultExpiry = 30_000;
const beatsPerExpiry = 15;
/** A lone run looks about more often than it writes: until it has seen who comes second, that one waits. */
const looksPerBeat = 4;

export interface LeaseOptions {
  readonly process: string;
  readonly run: string;
  /** Milliseconds until a silent holder's leases are taken over; default 30 000. */
  readonly expiry?: number | undefined;
  /** Capacities by name, as this run's settings have them; default none. */
  readonly limits?: ReadonlyMap<string, number>;
}

/**
 * The leases of one run. A lease lasts as long as its holder's row, which a heartbeat keeps from expiring; whoever finds
 * an expired row removes it, and the leases with it. Why no result is committed by two, whatever clocks say:
 *
 * - Every commit checks, in its own transaction, that its holder's row is there. Ids of holders are never used twice,
 *   so a paused holder whose row was removed commits nothing: it comes in anew and asks again.
 * - A lone holder writes no leases. It is lone if no other row was there when it came in, and coming in is serialised;
 *   who comes later gets no lease until the lone one has written down all of its claims, and in the same transaction
 *   that it isn't alone any more, or has been removed. It notices at its next commit, or when it looks about.
 * - Who gets a lease when others are about looks the result up once more, because it may have been committed in between.
 *
 * A clock that jumps, or a holder held for dead, costs a second execution or a longer wait, nothing else.
 */
export class Leases implements Holder {
  readonly limits: LimitUnits;
  readonly #store: LeaseStore;
  readonly #options: LeaseOptions;
  readonly #expiry: number;
  readonly #takes: Batcher<Wanted, Claim | undefined>;
  readonly #asks: Batcher<string, HeldBy | undefined>;
  readonly #releases: Batcher<Claim, undefined>;
  readonly #held = new Map<string, Claim>();
  #timer: NodeJS.Timeout | undefined;
  #token = '';
  #alone = false;
  /** A holder that came in anew may have been away while others committed. */
  #isFirst = true;
  #changing: Promise<void> = Promise.resolve();
  #beating: Promise<unknown> = Promise.resolve();

  private constructor(store: LeaseStore, options: LeaseOptions) {
    this.#store = store;
    this.#options = options;
    this.#expiry = options.expiry ?? defaultExpiry;
    this.limits = new LimitUnits(store.limits, this, options.limits ?? new Map());
    const together = { limit: 1000, pause: aMoment };
    this.#takes = new Batcher((wanted) => this.#takeAll(wanted), together);
    this.#asks = new Batcher(async (identities) => {
      const held = await this.#store.heldBy(this.#token, identities);
      return identities.map((identity) => held.get(identity));
    }, together);
    this.#releases = new Batcher(async (claims) => {
      for (const [token, those] of Map.groupBy(claims, (claim) => claim.token)) {
        await this.#store.release(
          token,
          those.map(({ identity }) => identity),
        );
      }
      return claims.map(() => undefined);
    }, together);
  }

  static async join(store: LeaseStore, options: LeaseOptions): Promise<Leases> {
    const leases = new Leases(store, options);
    await leases.removeDead();
    await leases.#join();
    leases.#startTimer();
    return leases;
  }

  /** The id under which this run is there now; empty while it comes in anew. */
  get token(): string {
    return this.#token;
  }

  get alone(): boolean {
    return this.#alone;
  }

  get changing(): Promise<void> {
    return this.#changing;
  }

  get beating(): Promise<unknown> {
    return this.#beating;
  }

  /** Where this run has always been alone, there is nothing to wait for. */
  takeAlone(identity: string, node: string): Claim | undefined {
    return this.#alone && this.#isFirst ? this.#grant(identity, node) : undefined;
  }

  /** Takes a lease; what is asked for in one tick goes together. Undefined: somebody else has it. */
  take(identity: string, node: string): Promise<Claim | undefined> {
    return this.#takes.add({ identity, node });
  }

  /** Tells who has it, or may be at it without a lease. */
  heldBy(identity: string): Promise<HeldBy | undefined> {
    return this.#asks.add(identity);
  }

  /** Undefined where there is nothing to wait for. */
  release(claim: Claim): Promise<void> | undefined {
    if (this.#held.get(claim.identity) === claim) this.#held.delete(claim.identity);
    return claim.isEnded || !(claim.isTaken || claim.isWritten) ? undefined : this.#end(claim);
  }

  /** Someone else is there. */
  noticeCompany(): void {
    if (!this.#alone) return;
    this.#alone = false;
    this.#change(() => this.#beat());
  }

  /** Its holder's row was removed: this run comes in anew. */
  lost(token: string): void {
    if (token !== this.#token) return;
    this.#alone = false;
    this.#isFirst = false;
    this.#held.clear();
    this.limits.lost();
    this.#token = '';
    this.#change(async () => {
      await this.#join();
      if (this.limits.unwritten.length > 0) await this.#beat();
    });
  }

  /** Whoever waits looks after the dead: expired ones, and processes that are gone from this host. */
  async removeDead(): Promise<void> {
    const others = (await this.#store.holders()).filter(({ holder }) => holder !== this.#token);
    const dead = others.filter(({ host, pid }) => isGone(host, pid)).map(({ holder }) => holder);
    if (dead.length > 0 || others.some(({ expired }) => expired)) await this.#store.remove(dead);
  }

  async leave(): Promise<void> {
    clearInterval(this.#timer);
    const draining = [this.#takes.drain(), this.#releases.drain(), this.limits.drain()];
    await Promise.allSettled([...draining, this.#beating, this.#changing]);
    await this.#store.leave(this.#token);
  }

  async #end(claim: Claim): Promise<void> {
    claim.isEnded = true;
    // A heartbeat under way may be writing it just now.
    if (claim.isWritten) await this.#beating;
    await this.#releases.add(claim);
  }

  async #join(): Promise<void> {
    const { process, run } = this.#options;
    const id = newHolderId();
    this.#alone = await this.#store.join({ id, process, run }, this.#expiry);
    this.#token = id;
  }

  #startTimer(): void {
    let looks = 0;
    let isLooking = false;
    const look = (): Promise<void> | undefined => {
      looks += 1;
      return looks % looksPerBeat === 0 ? this.#beat() : this.#alone ? this.#lookAbout() : undefined;
    };
    this.#timer = setInterval(
      () => {
        // One that is away answers late: the looks are not to pile up.
        if (isLooking) return;
        isLooking = true;
        // A record that is lost is told by the next commit.
        void Promise.resolve(look())
          .catch(() => undefined)
          .finally(() => (isLooking = false));
      },
      this.#expiry / beatsPerExpiry / looksPerBeat,
    );
    this.#timer.unref();
  }

  async #lookAbout(): Promise<void> {
    if ((await this.#store.holders()).length > 1) this.noticeCompany();
  }

  #change(work: () => Promise<void>): void {
    this.#changing = this.#changing.then(work);
    // Told to those who wait for it.
    this.#changing.catch(() => undefined);
  }

  /** Writes down what is run without a lease until now: others rely on it, and people want to see it. */
  async #beat(): Promise<void> {
    const token = this.#token;
    if (token === '') return;
    const leases = [...this.#held.values()].filter(({ isTaken, isWritten }) => !isTaken && !isWritten);
    const uses = this.limits.unwritten;
    const news = [...leases, ...uses];
    for (const one of news) one.isWritten = true;
    const beat = Promise.resolve(this.#store.beat(token, this.#expiry, this.#alone, { leases, uses }));
    this.#beating = Promise.allSettled([this.#beating, beat]);
    const others = await beat.catch((error: unknown) => {
      for (const one of news) one.isWritten = false;
      throw error;
    });
    if (others === undefined) this.lost(token);
    else if (others > 0) this.noticeCompany();
  }

  #grant(identity: string, node: string): Claim {
    const alone = this.#alone;
    const claim = new Claim(identity, node, this.#token, { alone, recheck: !alone || !this.#isFirst });
    this.#held.set(identity, claim);
    return claim;
  }

  async #takeAll(wanted: readonly Wanted[]): Promise<(Claim | undefined)[]> {
    for (;;) {
      await this.#changing;
      if (this.#alone) return wanted.map(({ identity, node }) => this.#grant(identity, node));
      const token = this.#token;
      const got = await this.#store.take(token, wanted);
      if (token !== this.#token) continue;
      if (!got) {
        this.lost(token);
        continue;
      }
      const mine = new Set(got);
      // Two nodes of one run may have one identity.
      return wanted.map(({ identity, node }) =>
        mine.has(identity) || this.#held.has(identity) ? this.#grant(identity, node) : undefined,
      );
    }
  }
}
