import { type Db, inTransaction } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { NotConnected } from '../../kernel/errors.ts';
import type { SecretBox } from '../../kernel/secret-box.ts';
import type { Threads } from '../threads/index.ts';
import { createAsking, type Redirect } from './asking.ts';
import type { LinkedinConsent, LinkedinProvider, SentOnLinkedin } from './ports.ts';
import { type AddressHash, createLinkedinStore } from './store.ts';

/** LinkedIn's Messages API, for a team that LinkedIn has approved. */
export interface LinkedinPorts {
  provider: LinkedinProvider;
  consent: LinkedinConsent;
  redirect: Redirect;
}

export interface LinkedinAccount {
  memberId: string;
  status: 'active' | 'reconnect';
  statusReason?: string;
  /** LinkedIn's permissions end after about 60 days, and the member says yes again. */
  expiresAt: Instant;
}

export interface LinkedinAccounts {
  /** Whether this team has LinkedIn's Messages API at all. */
  hasLinkedin(): boolean;
  /** The member's own grant; one that has run out says so. */
  linkedinOf(memberId: string): Promise<LinkedinAccount | undefined>;
  beginLinkedin(member: { id: string; email?: string }): Promise<{ url: string; needsThisMachine: boolean }>;
  finishLinkedin(answer: { state: string; code: string }): Promise<LinkedinAccount>;
  disconnectLinkedin(memberId: string): Promise<boolean>;
  /** Marks grants that have run out, so that their members hear of it; answers how many. */
  endLinkedinGrants(): Promise<number>;
  /** For the one exit only. */
  sendOnLinkedin(memberId: string, message: { to: string; text: string }): Promise<SentOnLinkedin>;
}

const WORDS = {
  notSet:
    'LinkedIn’s Messages API is not set up here. It is only for teams that LinkedIn has approved for it; LinkedIn steps are tasks without it.',
  begin: '/sales connect linkedin',
};
const RUN_OUT = 'LinkedIn’s permission has run out, as it does after about 60 days.';
const NONE = 'You have not connected LinkedIn here. Type “/sales connect linkedin”.';

export function createLinkedinAccounts(deps: {
  db: Db;
  clock: Clock;
  secretBox: SecretBox;
  addressHash: AddressHash;
  threads: Pick<Threads, 'append'>;
  linkedin?: LinkedinPorts;
  nameOf(memberId: string): Promise<string | undefined>;
}): LinkedinAccounts {
  const store = createLinkedinStore(deps.db);
  const { consent, redirect } = deps.linkedin ?? {};
  const asking = createAsking({ ...deps, provider: 'linkedin', consent, redirect, words: WORDS });

  const seenNow = (account: LinkedinAccount): LinkedinAccount =>
    account.status === 'active' && account.expiresAt <= deps.clock.now()
      ? { ...account, status: 'reconnect', statusReason: RUN_OUT }
      : account;

  /** Told to the member once, however often it is noticed. */
  async function lose(memberId: string, sealed: string, reason: string): Promise<boolean> {
    return inTransaction(deps.db, async (scope) => {
      if (!(await createLinkedinStore(scope).lose(memberId, sealed, reason))) return false;
      const refs = { memberId, reason };
      await deps.threads.append(scope, { at: deps.clock.now(), kind: 'linkedin.lost', refs });
      return true;
    });
  }

  async function accountOf(memberId: string): Promise<LinkedinAccount | undefined> {
    const found = await store.account(memberId);
    return found && seenNow(found);
  }

  return {
    hasLinkedin: () => deps.linkedin !== undefined,
    linkedinOf: accountOf,
    beginLinkedin: asking.begin,

    async finishLinkedin(answer) {
      const { memberId, granted, at, onceKey } = await asking.finish(answer);
      const sealed = deps.secretBox.seal(granted.credentials);
      const account: LinkedinAccount = { memberId, status: 'active', expiresAt: at + granted.expiresInMs };
      await inTransaction(deps.db, async (scope) => {
        await createLinkedinStore(scope).connect({ ...account, sealed, at });
        const refs = { memberId };
        await deps.threads.append(scope, { at, kind: 'linkedin.connected', actorId: memberId, refs, onceKey });
      });
      return account;
    },

    async disconnectLinkedin(memberId) {
      const sealed = await store.sealed(memberId);
      if (!sealed) return false;
      // LinkedIn may be away: what stands here is gone all the same.
      await store.remove(memberId);
      await consent?.revoke(deps.secretBox.open(sealed));
      return true;
    },

    async endLinkedinGrants() {
      let ended = 0;
      for (const { memberId, sealed } of await store.runOut(deps.clock.now()))
        if (await lose(memberId, sealed, RUN_OUT)) ended += 1;
      return ended;
    },

    async sendOnLinkedin(memberId, message) {
      if (!deps.linkedin) throw new NotConnected(WORDS.notSet);
      const account = await accountOf(memberId);
      const sealed = await store.sealed(memberId);
      if (!account || !sealed) throw new NotConnected(NONE);
      if (account.status !== 'active')
        throw new NotConnected(`${account.statusReason ?? RUN_OUT} Connect LinkedIn again.`);
      try {
        return await deps.linkedin.provider.send(deps.secretBox.open(sealed), message);
      } catch (error) {
        if (error instanceof NotConnected) await lose(memberId, sealed, error.forUser);
        throw error;
      }
    },
  };
}
