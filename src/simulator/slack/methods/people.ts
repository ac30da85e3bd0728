import type { Channel } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type Args, page } from './args.ts';
import { type MethodDeps, type Methods, READ_CHANNEL } from './method.ts';

const TYPES: Record<string, Channel['kind'] | undefined> = {
  public_channel: 'channel',
  private_channel: 'private',
  im: 'im',
  mpim: undefined,
};

/** Conversations of the kinds that were asked for, public ones by default. */
export function wantedKinds(args: Args): Channel['kind'][] {
  const types = args.list('types');
  if (types.some((one) => !Object.hasOwn(TYPES, one))) throw new Refusal('invalid_types');
  return types.length === 0 ? ['channel'] : types.flatMap((one) => TYPES[one] ?? []);
}

/** The first scope that is missing for the kinds that were asked for. */
export function scopeForKinds(scopes: string[]): (args: Args) => string | undefined {
  return (args) => {
    const needed = wantedKinds(args).map((kind) => READ_CHANNEL[kind]);
    return needed.find((one) => !scopes.includes(one)) ?? needed[0];
  };
}

export function peopleMethods(deps: MethodDeps): Methods {
  const { store, shapes, identity, manifest, clock } = deps;

  return {
    'auth.test': {
      run: () => ({
        url: `${deps.baseUrl()}/`,
        team: identity.teamName,
        user: store.people.get(identity.botUserId)?.name ?? '',
        team_id: identity.teamId,
        user_id: identity.botUserId,
        bot_id: identity.botId,
        is_enterprise_install: false,
      }),
    },
    'users.info': {
      scope: 'users:read',
      run(args) {
        const person = store.people.get(args.need('user'));
        if (!person) throw new Refusal('user_not_found');
        return { user: shapes.user(person) };
      },
    },
    'users.list': {
      scope: 'users:read',
      run(args) {
        const ours = [...store.people.values()].filter((one) => one.teamId === identity.teamId);
        const { items, response_metadata } = page(ours, args, { fallback: 1000 });
        return { members: items.map(shapes.user), cache_ts: Math.floor(clock.now() / 1000), response_metadata };
      },
    },
    'users.lookupByEmail': {
      scope: 'users:read.email',
      run(args) {
        const email = args.need('email').trim().toLowerCase();
        const person = [...store.people.values()].find((one) => one.email?.toLowerCase() === email && !one.deleted);
        if (!person) throw new Refusal('users_not_found');
        return { user: shapes.user(person) };
      },
    },
    'users.conversations': {
      scope: scopeForKinds(manifest.scopes),
      run(args) {
        const userId = args.text('user') || identity.botUserId;
        const kinds = wantedKinds(args);
        const theirs = [...store.channels.values()].filter(
          (one) => kinds.includes(one.kind) && one.memberIds.includes(userId),
        );
        const known = theirs.filter((one) => one.kind === 'channel' || one.memberIds.includes(identity.botUserId));
        const { items, response_metadata } = page(known, args);
        return { channels: items.map(shapes.channel), response_metadata };
      },
    },
  };
}
