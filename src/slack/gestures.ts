import type { AckFn } from '@slack/bolt';
import type { z } from 'zod';
import type { Member } from '../features/access/index.ts';
import { breathe } from '../kernel/breathe.ts';
import { InvalidInput } from '../kernel/errors.ts';
import { unescapeSlack } from '../kernel/escape.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Claimed } from './actors.ts';
import type { AdmissionDesk } from './admission.ts';
import { shorten } from './clamp.ts';
import type { Features } from './features.ts';
import type { ActionInput, Reply } from './gesture.ts';
import {
  actionSchema,
  bareId,
  commandSchema,
  optionsSchema,
  shortcutSchema,
  valuesOf,
  viewValues,
} from './payloads.ts';
import { wait } from './posting.ts';
import type { Registry } from './registry.ts';
import type { Place, Replies } from './replies.ts';

export type Respond = ((body: Record<string, unknown>) => Promise<unknown>) | undefined;
type Ack = () => Promise<void>;

export interface GestureDeps {
  registry: Registry;
  features: Features;
  desk: AdmissionDesk;
  replies: Replies;
  logger: Logger;
  /** Wakes what follows the log. */
  afterwards(): void;
}

/** Whoever else waits to be acknowledged comes before the work of this one: the database answers at once and would hold them up. */
async function acknowledge(ack: Ack): Promise<void> {
  await ack();
  await breathe();
}

/** A person who has heard nothing by now is told that the work goes on; Slack's trigger for a modal lives for three seconds. */
export const TELL_DELAY_MS = 1_500;
/** A list of options that is not there by now stays empty: Slack waits for it. */
const OPTIONS_PATIENCE_MS = 600;

export const UNKNOWN = 'This is not known here. It may be from an older version: open the list again.';

/** The person of a payload, and whose they are; where that is not said, the workspace that the payload comes from counts. */
export const claimedBy = (body: { user: { id: string; team_id?: string }; team?: { id: string } | null }): Claimed => ({
  userId: body.user.id,
  homeId: body.user.team_id ?? body.team?.id,
});

/** Commands, buttons, shortcuts and selects: acknowledged first, then checked, run and answered. */
export function createGestures(deps: GestureDeps) {
  const { registry, features, desk, replies, logger } = deps;

  /** Checks, runs and answers one gesture at its place; whatever goes wrong is told in words. */
  async function perform(
    gesture: { name: string; claimed: Claimed; onceKey: string; place: Place },
    run: (member: Member) => Promise<Reply>,
  ): Promise<void> {
    const { name, place } = gesture;
    const slow = setTimeout(() => {
      replies.tellDelay(place).catch((error) => logger.debug({ error }, 'A delay could not be told'));
    }, TELL_DELAY_MS).unref();
    try {
      const admission = await desk.admit(name, gesture.claimed, gesture.onceKey);
      if (admission.is === 'refused') await desk.refuse(place, admission);
      if (admission.is !== 'member') return;
      const reply = await run(admission.member);
      clearTimeout(slow);
      await replies.carryOut(place, admission.member, reply);
    } catch (error) {
      await replies
        .tellProblem(place, replies.wordsFor(error, name))
        .catch((second) => logger.error({ error: second, gesture: name }, 'A problem could not be told'));
    } finally {
      clearTimeout(slow);
      await replies.endDelay(place);
      deps.afterwards();
    }
  }

  return {
    async onCommand(raw: unknown, ack: Ack, respond: Respond): Promise<void> {
      await acknowledge(ack);
      const body = commandSchema.parse(raw);
      const place: Place = {
        userId: body.user_id,
        channelId: body.channel_id,
        threadTs: body.thread_ts,
        triggerId: body.trigger_id,
        respond,
      };
      const onceKey = `command:${body.trigger_id}`;
      const claimed = { userId: body.user_id, homeId: body.team_id };
      const text = unescapeSlack(body.text).trim();
      await perform({ name: `command:${body.command}`, claimed, onceKey, place }, async (member) => {
        const command = registry.commands.get(body.command);
        if (!command) throw new InvalidInput(UNKNOWN);
        return command.run({ member, channelId: body.channel_id, threadTs: body.thread_ts, onceKey, text }, features);
      });
    },

    async onAction(raw: unknown, ack: Ack, respond: Respond): Promise<void> {
      await acknowledge(ack);
      const body = actionSchema.parse(raw);
      const place = placeOfAction(body, respond);
      const [action] = body.actions;
      if (!action) return;
      const id = bareId(action.action_id);
      const onceKey = [
        'action',
        place.messageTs ?? place.view?.id ?? '',
        action.action_id,
        action.action_ts,
        body.user.id,
      ].join(':');
      await perform({ name: `action:${id}`, claimed: claimedBy(body), onceKey, place }, async (member) => {
        const known = registry.actions.get(id);
        if (!known) throw new InvalidInput(UNKNOWN);
        return known.run(inputOfAction(body, place, { member, onceKey }), features);
      });
    },

    async onShortcut(raw: unknown, ack: Ack, respond: Respond): Promise<void> {
      await acknowledge(ack);
      const body = shortcutSchema.parse(raw);
      const { channel, message } = body;
      const place: Place = {
        userId: body.user.id,
        channelId: channel?.id,
        threadTs: message?.thread_ts,
        triggerId: body.trigger_id,
        respond,
      };
      const onceKey = `shortcut:${body.trigger_id}`;
      await perform(
        { name: `shortcut:${body.callback_id}`, claimed: claimedBy(body), onceKey, place },
        async (member) => {
          const known = registry.shortcuts.get(body.callback_id);
          if (!known || !message || !channel) throw new InvalidInput(UNKNOWN);
          const { ts, thread_ts: threadTs, user: userId } = message;
          const text = unescapeSlack(message.text);
          return known.run(
            {
              member,
              channelId: channel.id,
              threadTs,
              onceKey,
              message: { channelId: channel.id, ts, threadTs, userId, text },
            },
            features,
          );
        },
      );
    },

    /** Options have no place for words: whoever may not see them, and whatever fails or takes long, gets an empty list. */
    async onOptions(raw: unknown, ack: AckFn<{ options: object[] }>): Promise<void> {
      const found = findOptions(raw).catch((error) => {
        logger.warn({ error }, 'Options could not be given');
        return [];
      });
      await ack({ options: await Promise.race([found, wait(OPTIONS_PATIENCE_MS).then(() => [])]) });
    },
  };

  async function findOptions(raw: unknown): Promise<object[]> {
    const body = optionsSchema.parse(raw);
    const id = bareId(body.action_id);
    const admission = await desk.admit(`options:${id}`, claimedBy(body), undefined);
    const source = registry.options.get(id);
    if (admission.is !== 'member' || !source) return [];
    const found = await source.run({ member: admission.member, query: unescapeSlack(body.value) }, features);
    return found.slice(0, 100).map(({ text, value, description }) => ({
      text: { type: 'plain_text', text: shorten(text, 75) },
      value,
      ...(description ? { description: { type: 'plain_text', text: shorten(description, 75) } } : {}),
    }));
  }
}

type ActionBody = z.infer<typeof actionSchema>;

function placeOfAction(body: ActionBody, respond: Respond): Place {
  const { container, message } = body;
  return {
    userId: body.user.id,
    channelId: body.channel?.id ?? container.channel_id,
    threadTs: message?.thread_ts ?? container.thread_ts,
    messageTs: message?.ts ?? container.message_ts,
    isEphemeral: container.is_ephemeral === true,
    triggerId: body.trigger_id || undefined,
    view: body.view ?? undefined,
    respond,
  };
}

function inputOfAction(body: ActionBody, place: Place, who: { member: Member; onceKey: string }): ActionInput {
  const [action] = body.actions;
  const selected = valuesOf(action);
  const { view } = place;
  return {
    ...who,
    channelId: place.channelId,
    threadTs: place.threadTs,
    messageTs: place.messageTs,
    value: selected[0] ?? '',
    values: selected,
    inputs: viewValues(view?.state ?? body.state),
    ...(view
      ? {
          view: {
            id: view.id,
            callbackId: view.callback_id,
            privateMetadata: view.private_metadata,
            values: viewValues(view.state),
          },
        }
      : {}),
  };
}

export type Gestures = ReturnType<typeof createGestures>;
