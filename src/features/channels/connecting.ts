import { createHash, randomBytes } from 'node:crypto';
import { type Db, inTransaction } from '../../db/index.ts';
import { type Clock, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { InvalidInput, NotConnected } from '../../kernel/errors.ts';
import type { SecretBox } from '../../kernel/secret-box.ts';
import type { Threads } from '../threads/index.ts';
import type { Mailbox } from './index.ts';
import type { MailConsent } from './ports.ts';
import { type MailboxOwner, notTheirs, plainAddress } from './rules.ts';
import { type AddressHash, createChannelStore } from './store.ts';

/** A consent that takes longer was left lying. */
const ASK_MS = 15 * MINUTE_MS;
const NOT_SET =
  'Google is not set up here. An admin sets GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and ENCRYPTION_KEY; doctor says the rest.';
const USED = 'This link was used already, or is older than 15 minutes. Start again with /sales connect.';

export interface Connecting {
  /** Where the provider asks this person; the link is theirs, for one use within 15 minutes. Throws NotConnected. */
  beginConnect(member: { id: string; email?: string }): Promise<{ url: string; needsThisMachine: boolean }>;
  /** The provider's answer: opens the mailbox for who asked. Throws InvalidInput for a state that is not known, used or old, and for a mailbox that is not theirs. */
  finishConnect(answer: { state: string; code: string }): Promise<Mailbox>;
  /** Gives the permission back and lets the mailbox wait to be connected again. */
  disconnect(memberId: string): Promise<boolean>;
}

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex');

export function createConnecting(deps: {
  db: Db;
  clock: Clock;
  secretBox: SecretBox;
  addressHash: AddressHash;
  threads: Pick<Threads, 'append'>;
  consent?: MailConsent;
  /** Where the provider sends the person back to; `isPublic` when it is reached from elsewhere too. */
  redirect?: { uri: string; isPublic: boolean };
  connect(input: {
    memberId: string;
    address: string;
    displayName: string;
    credentials: string;
    at: Instant;
  }): Promise<Mailbox>;
  /** Everybody who has access. */
  people(): Promise<MailboxOwner[]>;
  /** Mailboxes besides the address in Slack, each with the address in Slack of whom it belongs to. */
  moreMailboxes(): Promise<{ mailbox: string; belongsTo: string }[]>;
  /** Leaves a trace of somebody who tried to connect what is not theirs. */
  onRefused(memberId: string, address: string, reason: string): Promise<void>;
}): Connecting {
  const store = createChannelStore(deps.db, deps.addressHash);

  const ready = () => {
    if (!deps.consent || !deps.redirect) throw new NotConnected(NOT_SET);
    return { consent: deps.consent, redirect: deps.redirect };
  };

  return {
    async beginConnect(member) {
      const { consent, redirect } = ready();
      const state = randomBytes(24).toString('base64url');
      const verifier = randomBytes(48).toString('base64url');
      // Sealed before anything is asked: without a key nothing of it could be kept.
      const sealed = deps.secretBox.seal(verifier);
      await store.insertAsk({ stateHash: hashOf(state), memberId: member.id, verifier: sealed, at: deps.clock.now() });
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const url = await consent.urlFor({ state, challenge, redirectUri: redirect.uri, hint: member.email });
      return { url, needsThisMachine: !redirect.isPublic };
    },

    async finishConnect({ state, code }) {
      const { consent, redirect } = ready();
      const at = deps.clock.now();
      const ask = await store.takeAsk(hashOf(state), at, at - ASK_MS);
      if (!ask) throw new InvalidInput(USED);
      const people = await deps.people();
      const member = people.find((one) => one.id === ask.memberId);
      if (!member) throw new InvalidInput('Whoever asked has no access here any more.');
      const verifier = deps.secretBox.open(ask.verifier);
      const { address, credentials } = await consent.redeem({ code, verifier, redirectUri: redirect.uri });
      const known = await store.mailboxAt(address.trim().toLowerCase());
      const others = people.filter((one) => one.id !== member.id);
      if (known && others.some((one) => one.id === known.memberId))
        throw new InvalidInput('This mailbox is connected by a colleague already. Choose your own at Google.');
      const reason = notTheirs({
        address: plainAddress(address),
        member,
        others,
        moreMailboxes: await deps.moreMailboxes(),
      });
      if (reason) {
        await deps.onRefused(member.id, address, reason);
        // A permission that nobody uses is given back; where a mailbox stands, that might end its own.
        if (!known) await consent.revoke(credentials).catch(() => undefined);
        throw new InvalidInput(reason);
      }
      const displayName = known?.displayName ?? member.name;
      const mailbox = await deps.connect({ memberId: ask.memberId, address, displayName, credentials, at });
      await inTransaction(deps.db, (scope) =>
        deps.threads.append(scope, {
          at,
          kind: 'mailbox.connected',
          actorId: ask.memberId,
          refs: { mailboxId: mailbox.id, memberId: ask.memberId },
          onceKey: `connected:${hashOf(state)}`,
        }),
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
