import { type Db, inTransaction } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { SecretBox } from '../../kernel/secret-box.ts';
import type { Threads } from '../threads/index.ts';
import { createAsking, type Redirect } from './asking.ts';
import type { Mailbox } from './index.ts';
import type { MailConsent } from './ports.ts';
import { type MailboxOwner, notTheirs, plainAddress } from './rules.ts';
import { type AddressHash, createChannelStore } from './store.ts';

const WORDS = {
  notSet:
    'Google is not set up here. An admin sets GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and ENCRYPTION_KEY; doctor says the rest.',
  begin: '/sales connect',
};

export interface Connecting {
  /** Where the provider asks this person; the link is theirs, for one use within 15 minutes. Throws NotConnected. */
  beginConnect(member: { id: string; email?: string }): Promise<{ url: string; needsThisMachine: boolean }>;
  /** The provider's answer: opens the mailbox for who asked. Throws InvalidInput for a state that is not known, used or old, and for a mailbox that is not theirs. */
  finishConnect(answer: { state: string; code: string }): Promise<Mailbox>;
  /** Gives the permission back and lets the mailbox wait to be connected again. */
  disconnect(memberId: string): Promise<boolean>;
}

export function createConnecting(deps: {
  db: Db;
  clock: Clock;
  secretBox: SecretBox;
  addressHash: AddressHash;
  threads: Pick<Threads, 'append'>;
  consent?: MailConsent;
  redirect?: Redirect;
  connect(input: {
    memberId: string;
    address: string;
    displayName: string;
    credentials: string;
    at: Instant;
  }): Promise<Mailbox>;
  nameOf(memberId: string): Promise<string | undefined>;
  /** Everybody who has access. */
  people(): Promise<MailboxOwner[]>;
  /** Mailboxes besides the address in Slack, each with the address in Slack of whom it belongs to. */
  moreMailboxes(): Promise<{ mailbox: string; belongsTo: string }[]>;
  /** Leaves a trace of somebody who tried to connect what is not theirs. */
  onRefused(memberId: string, address: string, reason: string): Promise<void>;
}): Connecting {
  const store = createChannelStore(deps.db, deps.addressHash);
  const asking = createAsking({ ...deps, provider: 'google', words: WORDS });

  return {
    beginConnect: asking.begin,

    async finishConnect(answer) {
      const { memberId, name, granted, at, onceKey } = await asking.finish(answer);
      const { address, credentials } = granted;
      const people = await deps.people();
      const member = people.find((one) => one.id === memberId);
      if (!member) throw new InvalidInput('Whoever asked has no access here any more.');
      const known = await store.mailboxAt(address.trim().toLowerCase());
      const others = people.filter((one) => one.id !== memberId);
      if (known && others.some((one) => one.id === known.memberId))
        throw new InvalidInput('This mailbox is connected by a colleague already. Choose your own at Google.');
      const reason = notTheirs({
        address: plainAddress(address),
        member,
        others,
        moreMailboxes: await deps.moreMailboxes(),
      });
      if (reason) {
        await deps.onRefused(memberId, address, reason);
        // A permission that nobody uses is given back; where a mailbox stands, that might end its own.
        if (!known) await deps.consent?.revoke(credentials).catch(() => undefined);
        throw new InvalidInput(reason);
      }
      const displayName = known?.displayName ?? name;
      const mailbox = await deps.connect({ memberId, address, displayName, credentials, at });
      const refs = { mailboxId: mailbox.id, memberId };
      await inTransaction(deps.db, (scope) =>
        deps.threads.append(scope, { at, kind: 'mailbox.connected', actorId: memberId, refs, onceKey }),
      );
      return mailbox;
    },

    async disconnect(memberId) {
      const mailbox = await store.mailboxOf(memberId);
      const held = mailbox && (await store.credentials(mailbox.id));
      if (!mailbox || !held) return false;
      // The provider may be away: what stands here is closed all the same.
      await store.setStatus(mailbox.id, 'reconnect', 'disconnected by its owner');
      await deps.consent?.revoke(deps.secretBox.open(held.sealed));
      return true;
    },
  };
}
