import type { Logger } from '../kernel/logger.ts';
import type { Actors } from './actors.ts';
import type { AdmissionDesk } from './admission.ts';
import { type SlackCalls, toPerson } from './calls.ts';
import type { ChannelGuard } from './channel-guard.ts';
import type { Features } from './features.ts';
import { TELL_DELAY_MS } from './gestures.ts';
import type { Home } from './home.ts';
import { answerMessage } from './listeners/assistant.ts';
import type { WithLead } from './locks.ts';
import type { Offboarding } from './offboarding.ts';
import {
  homeSchema,
  type IncomingMessage,
  mentionedIn,
  messageSchema,
  plainWords,
  userChangeSchema,
} from './payloads.ts';
import type { Place, Replies } from './replies.ts';
import { problemCard } from './views/problem.ts';

export interface EventDeps {
  calls: SlackCalls;
  actors: Actors;
  features: Features;
  desk: AdmissionDesk;
  replies: Replies;
  home: Home;
  guard: ChannelGuard;
  offboarding: Offboarding;
  withLead: WithLead;
  logger: Logger;
  afterwards(): void;
}

/** Kinds of messages that a person wrote; edits, joins and the like are none. */
const WRITTEN = new Set([undefined, 'file_share', 'thread_broadcast', 'bot_message']);
const NOTED = 'memo';

/** What Slack tells by itself: messages, the opened home, people who leave. */
export function createEvents(deps: EventDeps) {
  const { calls, actors, features, desk, replies, home, logger } = deps;

  async function note(message: IncomingMessage['event'], eventId: string, leadId: string): Promise<void> {
    const { channel, ts, user } = message;
    if (!user) return;
    const mentioned = await Promise.all(mentionedIn(message.text).map((id) => features.access.member(id)));
    const names = new Map(mentioned.flatMap((one) => (one ? [[one.id, one.name] as const] : [])));
    const text = plainWords(message.text, (id) => names.get(id));
    if (!text) return;
    // Under the lead's lock, so that the poster finds the mark when it comes to the entry.
    await deps.withLead(leadId, async () => {
      const at = Math.round(Number(ts) * 1000) || features.clock.now();
      const entryId = await features.interactions.note(
        user,
        leadId,
        text,
        at,
        `slack:${eventId || `${channel}:${ts}`}`,
      );
      if (entryId !== undefined) await features.posts.markNote({ leadId, entryId, channelId: channel, ts });
    });
    await calls.react(channel, ts, NOTED);
  }

  function tellDelay(place: Place): void {
    replies.tellDelay(place).catch((error) => logger.debug({ error }, 'A delay could not be told'));
  }

  /** A message is for the app when it stands in its DM or in a lead's thread; all other talk is none of its business. */
  async function onMessage(raw: unknown): Promise<void> {
    const { event, event_id: eventId } = messageSchema.parse(raw);
    if (!WRITTEN.has(event.subtype)) return;
    const isDm = event.channel_type === 'im' || event.channel.startsWith('D');
    const leadId =
      !isDm && event.thread_ts ? await features.posts.leadOfThread(event.channel, event.thread_ts) : undefined;
    if (!isDm && !leadId) return;
    const isBot = event.bot_id !== undefined || event.subtype === 'bot_message';
    const place: Place = { userId: event.user ?? '', channelId: event.channel, threadTs: event.thread_ts };
    const slow = isDm && !isBot ? setTimeout(() => tellDelay(place), TELL_DELAY_MS).unref() : undefined;
    try {
      const claimed = { userId: event.user, homeId: event.user_team ?? event.source_team ?? event.team, isBot };
      const admission = await desk.admit(
        'event:message',
        claimed,
        `event:${eventId || `${event.channel}:${event.ts}`}`,
      );
      if (admission.is === 'refused') return await desk.refuse(place, admission);
      if (admission.is !== 'member') return;
      if (leadId) return await note(event, eventId, leadId);
      const reply = await answerMessage(
        plainWords(event.text, () => undefined),
        admission.member,
        features,
      );
      clearTimeout(slow);
      await replies.carryOut(place, admission.member, reply);
    } catch (error) {
      const card = problemCard(replies.wordsFor(error, 'event:message'));
      await replies.say(place, card).catch((second) => logger.error({ error: second }, 'A problem could not be told'));
    } finally {
      clearTimeout(slow);
      deps.afterwards();
    }
  }

  async function suggestPrompts(channelId: string, memberId: string): Promise<void> {
    const { leads } = await features.scoring.rank({ ownerId: memberId, limit: 3 });
    const prompts = leads.map(({ lead }) => ({
      title: `Prepare me for ${lead.name}`,
      message: `Prepare me for ${lead.name}`,
    }));
    await calls.suggestPrompts(channelId, 'Before a call', [
      ...prompts,
      { title: 'What can you do?', message: 'What can you do?' },
    ]);
  }

  async function onHomeOpened(raw: unknown): Promise<void> {
    const { event, event_id: eventId } = homeSchema.parse(raw);
    try {
      const admission = await desk.admit(
        'event:app_home_opened',
        { userId: event.user },
        eventId ? `event:${eventId}` : undefined,
      );
      if (admission.is === 'repeated' || admission.is === 'app') return;
      if (event.tab === 'messages') {
        if (admission.is === 'member') await suggestPrompts(event.channel, admission.member.id);
        return;
      }
      await home.publish(event.user);
    } catch (error) {
      logger.error({ error, userId: event.user }, 'App Home could not be drawn');
    }
  }

  /** Slack's record of a person changed: forget what we knew, and end the access of who was deactivated. */
  async function onUserChange(raw: unknown): Promise<void> {
    const { event, event_id: eventId } = userChangeSchema.parse(raw);
    const admission = await desk.admitSlack('event:user_change', eventId ? `event:${eventId}` : undefined);
    if (admission.is !== 'app') return;
    const person = toPerson(event.user);
    actors.forget(person.id);
    deps.guard.lookAgain();
    if (person.isDeleted || person.isGuest) await deps.offboarding.end(person);
  }

  /** The app was removed from the workspace, or its token was taken back: nothing can be told in Slack any more. */
  async function onRemoved(name: 'app_uninstalled' | 'tokens_revoked'): Promise<void> {
    await desk.admitSlack(`event:${name}`, undefined);
    logger.error(
      { event: name },
      'Slack removed the app or took its token back; install it again and set SLACK_BOT_TOKEN',
    );
  }

  return { onMessage, onHomeOpened, onUserChange, onRemoved };
}

export type Events = ReturnType<typeof createEvents>;
