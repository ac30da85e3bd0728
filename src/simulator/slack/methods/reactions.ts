import type { Message } from '../records.ts';
import { Refusal } from '../refusal.ts';
import type { Args } from './args.ts';
import { joined, type MethodDeps, type Methods } from './method.ts';

const NAME = /^[\p{L}\p{N}_+'-]+(::skin-tone-[2-6])?$/u;

export function reactionMethods(deps: MethodDeps): Methods {
  const { store, posts, identity, events } = deps;

  function target(args: Args): { message: Message; name: string } {
    const name = args.need('name').replace(/^:|:$/g, '');
    if (!NAME.test(name)) throw new Refusal('invalid_name');
    if (!args.text('channel') || !args.text('timestamp')) throw new Refusal('no_item_specified');
    const channel = joined(deps, args.text('channel'));
    if (!/^\d{10}\.\d{6}$/.test(args.text('timestamp'))) throw new Refusal('bad_timestamp');
    const message = store.message(channel.id, args.text('timestamp'));
    if (!message || message.onlyFor) throw new Refusal('message_not_found');
    return { message, name };
  }

  const tell = (kind: 'reaction_added' | 'reaction_removed', message: Message, name: string) => {
    events.reacted(kind, message, { userId: identity.botUserId, name }).catch(() => undefined);
  };

  return {
    'reactions.add': {
      scope: 'reactions:write',
      run(args) {
        const { message, name } = target(args);
        const known = message.reactions.find((one) => one.name === name);
        if (known?.userIds.includes(identity.botUserId)) throw new Refusal('already_reacted');
        if (known) known.userIds.push(identity.botUserId);
        else message.reactions.push({ name, userIds: [identity.botUserId] });
        posts.show(message);
        tell('reaction_added', message, name);
        return {};
      },
    },
    'reactions.remove': {
      scope: 'reactions:write',
      run(args) {
        const { message, name } = target(args);
        const known = message.reactions.find((one) => one.name === name);
        if (!known?.userIds.includes(identity.botUserId)) throw new Refusal('no_reaction');
        known.userIds = known.userIds.filter((id) => id !== identity.botUserId);
        message.reactions = message.reactions.filter((one) => one.userIds.length > 0);
        posts.show(message);
        tell('reaction_removed', message, name);
        return {};
      },
    },
  };
}
