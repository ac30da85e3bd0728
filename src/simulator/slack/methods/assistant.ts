import { invalidArguments, Refusal } from '../refusal.ts';
import { jsonList } from './args.ts';
import { joined, type MethodDeps, type Methods } from './method.ts';

const MAX_PROMPTS = 4;

export interface SuggestedPrompts {
  title: string;
  prompts: { title: string; message: string }[];
}

export function assistantMethods(deps: MethodDeps, suggested: Map<string, SuggestedPrompts>): Methods {
  const { store, feed } = deps;

  return {
    'assistant.threads.setStatus': {
      // Slack takes either; the narrower one is the older name.
      scope: () => (deps.manifest.scopes.includes('chat:write') ? 'chat:write' : 'assistant:write'),
      run(args) {
        const channel = joined(deps, args.need('channel_id'));
        const threadTs = args.need('thread_ts');
        if (!store.message(channel.id, threadTs)) throw new Refusal('thread_not_found');
        feed.show({ type: 'status', channelId: channel.id, threadTs, status: args.text('status') }, channel.memberIds);
        return {};
      },
    },
    'assistant.threads.setSuggestedPrompts': {
      scope: 'assistant:write',
      run(args) {
        const channel = joined(deps, args.need('channel_id'));
        const prompts = jsonList(args.json('prompts'));
        if (prompts.length === 0) throw invalidArguments('missing required field: prompts');
        if (prompts.length > MAX_PROMPTS)
          throw invalidArguments(`no more than ${MAX_PROMPTS} items allowed [json-pointer:/prompts]`);
        const isGood = prompts.every(
          (one) => typeof one.title === 'string' && one.title && typeof one.message === 'string' && one.message,
        );
        if (!isGood) throw invalidArguments('missing required field: title, message [json-pointer:/prompts]');
        suggested.set(channel.id, {
          title: args.text('title'),
          prompts: prompts.map((one) => ({ title: String(one.title), message: String(one.message) })),
        });
        return {};
      },
    },
    'assistant.threads.setTitle': {
      scope: 'assistant:write',
      run(args) {
        joined(deps, args.need('channel_id'));
        args.need('title');
        return {};
      },
    },
  };
}
