import { assistantMethods, type SuggestedPrompts } from './assistant.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import type { MethodDeps, Methods } from './method.ts';
import { peopleMethods } from './people.ts';
import { reactionMethods } from './reactions.ts';
import { streamMethods } from './stream.ts';
import { viewMethods } from './views.ts';

/** Slack's Web API, as far as an app of this kind calls it. */
export function createMethods(deps: MethodDeps, suggested: Map<string, SuggestedPrompts>): Methods {
  return {
    ...peopleMethods(deps),
    ...chatMethods(deps),
    ...streamMethods(deps),
    ...viewMethods(deps),
    ...conversationMethods(deps),
    ...fileMethods(deps),
    ...reactionMethods(deps),
    ...assistantMethods(deps, suggested),
  };
}
