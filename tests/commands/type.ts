import type { Member } from '../../src/features/access/index.ts';
import type { Features } from '../../src/slack/features.ts';
import type { Command, Reply } from '../../src/slack/gesture.ts';
import { expectGoodReply } from '../slack/listeners/hands.ts';
import { rep } from '../support/people.ts';

/** A person types a command in a channel; every view and card of the answer holds. */
export async function type(
  command: Command,
  text: string,
  { features, member = rep }: { features: Features; member?: Member },
): Promise<Reply> {
  return expectGoodReply(await command.run({ member, channelId: 'C0', onceKey: `command:${text}`, text }, features));
}
