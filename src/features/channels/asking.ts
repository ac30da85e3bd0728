import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../../db/index.ts';
import { type Clock, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { InvalidInput, NotConnected } from '../../kernel/errors.ts';
import type { SecretBox } from '../../kernel/secret-box.ts';
import type { Consent } from './ports.ts';
import { type AddressHash, createChannelStore } from './store.ts';

/** A consent that takes longer was left lying. */
const ASK_MS = 15 * MINUTE_MS;

export interface Redirect {
  uri: string;
  /** It is reached from elsewhere too, not from this machine alone. */
  isPublic: boolean;
}

export interface Asking<Granted> {
  /** Where the provider asks this person; the link is theirs, for one use within 15 minutes. Throws NotConnected. */
  begin(member: { id: string; email?: string }): Promise<{ url: string; needsThisMachine: boolean }>;
  /** The provider's answer, and whose it is. Throws InvalidInput for a state that is not known, used, old, or another provider's. */
  finish(answer: {
    state: string;
    code: string;
  }): Promise<{ memberId: string; name: string; granted: Granted; at: Instant; onceKey: string }>;
}

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex');

/** The way of one person through one provider's consent and back, the same for each of them. */
export function createAsking<Granted>(deps: {
  db: Db;
  clock: Clock;
  secretBox: SecretBox;
  addressHash: AddressHash;
  provider: 'google' | 'linkedin';
  consent?: Consent<Granted>;
  redirect?: Redirect;
  nameOf(memberId: string): Promise<string | undefined>;
  words: { notSet: string; begin: string };
}): Asking<Granted> {
  const store = createChannelStore(deps.db, deps.addressHash);
  const { provider, words } = deps;

  const ready = () => {
    if (!deps.consent || !deps.redirect) throw new NotConnected(words.notSet);
    return { consent: deps.consent, redirect: deps.redirect };
  };

  return {
    async begin(member) {
      const { consent, redirect } = ready();
      const state = randomBytes(24).toString('base64url');
      const verifier = randomBytes(48).toString('base64url');
      // Sealed before anything is asked: without a key nothing of it could be kept.
      const sealed = deps.secretBox.seal(verifier);
      const ask = { stateHash: hashOf(state), memberId: member.id, verifier: sealed, at: deps.clock.now() };
      await store.insertAsk({ ...ask, provider });
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const url = await consent.urlFor({ state, challenge, redirectUri: redirect.uri, hint: member.email });
      return { url, needsThisMachine: !redirect.isPublic };
    },

    async finish({ state, code }) {
      const { consent, redirect } = ready();
      const at = deps.clock.now();
      const ask = await store.takeAsk({ stateHash: hashOf(state), provider }, at, at - ASK_MS);
      if (!ask)
        throw new InvalidInput(
          `This link was used already, or is older than 15 minutes. Start again with ${words.begin}.`,
        );
      const name = await deps.nameOf(ask.memberId);
      if (name === undefined) throw new InvalidInput('Whoever asked has no access here any more.');
      const verifier = deps.secretBox.open(ask.verifier);
      const granted = await consent.redeem({ code, verifier, redirectUri: redirect.uri });
      return { memberId: ask.memberId, name, granted, at, onceKey: `connected:${hashOf(state)}` };
    },
  };
}
