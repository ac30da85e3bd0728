import { inTransaction, type Scope } from '../../db/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import type { IncomingText, TextChannel } from '../channels/ports.ts';
import type { Lead } from '../leads/index.ts';
import { lastHadTouch } from './conversing.ts';
import type { InboundKind, InteractionDeps, Reading } from './index.ts';
import { createParking } from './parking.ts';
import { asksToStop, read } from './reading.ts';
import { createInteractionStore } from './store.ts';

/** Of what a person may be asked to say in one word, on every phone network. */
const STOP =
  /^(stop|stopall|stop all|unsubscribe|cancel|end|quit|revoke|opt[ -]?out|stopp|arr[eê]t|alto|baja|pare|sair)[.!\s]*$/i;
/** Words for the provider, which answers HELP itself. "Yes" is none, though some providers list it as START: here it is an answer. */
const START = /^(?:start|unstop|start all)[.!\s]*$/i;
const HELP = /^(?:help|info)[.!\s]*$/i;
const YES = /^(?:yes|yeah|yep|y|ja|oui|s[ií]|sim|ok|okay)(?!\p{L})/iu;
const MAX_WORDS = 20_000;
/** So much is read twice: what a provider shows may lag, and not all of it comes in its order. */
const OVERLAP_MS = HOUR_MS;
const channelWords = { whatsapp: 'WhatsApp', sms: 'SMS' } as const;

interface TextReadReport {
  texts: number;
  replies: number;
}

/** What comes in on WhatsApp and SMS: taken in once, whoever brings it and however often. */
export function createTexting(deps: InteractionDeps) {
  const store = createInteractionStore(deps.db);
  const failedAgain = createParking(deps);

  /** By the number; where the provider shows none, by what this sender was known as before. */
  async function leadsOf(text: IncomingText): Promise<Lead[]> {
    const byNumber = await deps.leads.byPhone(text.from);
    if (byNumber.length > 0) return byNumber;
    return deps.leads.getMany(await store.leadsHeardFrom(text.channel, text.from));
  }

  /** A word that is meant for the provider, and no answer to us. */
  function keywordOf({ text, keyword }: IncomingText): 'start_word' | 'help_word' | undefined {
    const said = text.trim();
    if (START.test(said) || (keyword === 'start' && !YES.test(said))) return 'start_word';
    return HELP.test(said) || keyword === 'help' ? 'help_word' : undefined;
  }

  function kindOf(text: IncomingText, leads: Lead[], answersTouch: boolean): InboundKind {
    if (text.keyword === 'stop' || STOP.test(text.text.trim()) || asksToStop(text.text, answersTouch)) return 'opt_out';
    if (leads.length === 0) return 'unrelated';
    return keywordOf(text) ? 'auto_reply' : 'reply';
  }

  async function takeIn(text: IncomingText): Promise<InboundKind | undefined> {
    if (await store.isKnown(text.channel, text.providerMessageId)) return undefined;
    const leads = await leadsOf(text);
    const answersTouch = await lastHadTouch(deps.threads, leads);
    const kind = kindOf(text, leads, answersTouch);
    const words = text.text.replaceAll('\0', '').trim().slice(0, MAX_WORDS);
    const reading = read(words, (await deps.playbook.current()).content.objections, answersTouch);
    const saidNo = kind === 'auto_reply' && (await deps.channels.suppressionOf(text.channel, text.from)) !== undefined;
    const isNew = await inTransaction(deps.db, async (scope) => {
      const inside = createInteractionStore(scope);
      const record = {
        mailboxId: text.channel,
        kind,
        fromAddress: leads.length > 0 ? text.from : '',
        // The provider's time: WhatsApp counts its 24 hours from there, whenever we looked.
        receivedAt: Math.min(text.receivedAt, deps.clock.now()),
        reading: { intents: reading.intents, objections: reading.objections, sentiment: reading.sentiment },
      };
      const id = deps.ids.next('inb');
      const first = { ...record, id, providerId: text.providerMessageId, leadId: leads[0]?.id };
      if (!(await inside.insertInbound(first))) return false;
      // A number that two leads share speaks for both: neither is written to any more.
      for (const lead of leads.slice(1)) {
        const providerId = `${text.providerMessageId}+${lead.id}`;
        await inside.insertInbound({ ...record, id: deps.ids.next('inb'), providerId, leadId: lead.id });
      }
      if (kind === 'opt_out') await optOut(scope, text, leads);
      for (const lead of kind === 'auto_reply' ? leads : [])
        await keyword(scope, { text, lead, words, inboundId: id, saidNo });
      for (const lead of kind === 'auto_reply' ? [] : leads)
        await answer(scope, { text, lead, kind, words, reading, inboundId: id, isShared: leads.length > 1 });
      return true;
    });
    return isNew ? kind : undefined;
  }

  /** Stops nothing and lifts nothing: who said no, and wants to hear from us again, tells a person so. */
  async function keyword(
    scope: Scope,
    {
      text,
      lead,
      words,
      inboundId,
      saidNo,
    }: { text: IncomingText; lead: Lead; words: string; inboundId: string; saidNo: boolean },
  ): Promise<void> {
    await deps.threads.append(scope, {
      at: deps.clock.now(),
      kind: 'lead.auto_replied',
      leadId: lead.id,
      refs: { inboundId, channel: text.channel, reason: keywordOf(text) ?? 'help_word', saidNo },
      text: words,
      onceKey: `text:${text.channel}:${text.providerMessageId}:${lead.id}`,
    });
  }

  /** Holds for the number, and for the person on every channel. */
  async function optOut(scope: Scope, text: IncomingText, leads: Lead[]): Promise<void> {
    const at = deps.clock.now();
    const source = `said so on ${channelWords[text.channel]} on ${formatDay(at, 'utc')}`;
    await deps.channels.suppress(scope, { channel: 'all', address: text.from, reason: 'opted_out', source, at });
    for (const lead of leads) await deps.channels.suppressPerson(scope, lead, { reason: 'opted_out', source, at });
  }

  async function answer(
    scope: Scope,
    all: {
      text: IncomingText;
      lead: Lead;
      kind: InboundKind;
      words: string;
      reading: Reading;
      inboundId: string;
      isShared: boolean;
    },
  ): Promise<void> {
    const { text, lead, kind, words, reading } = all;
    const at = deps.clock.now();
    const isNo = kind === 'opt_out';
    const reason = isNo ? 'The lead does not want to be written to.' : 'The lead has answered.';
    await deps.sequences.stop(scope, lead.id, reason, at);
    await deps.leads.markReplied(scope, lead.id, at);
    await deps.threads.append(scope, {
      at,
      kind: isNo ? 'lead.opted_out' : 'lead.replied',
      leadId: lead.id,
      refs: {
        inboundId: all.inboundId,
        channel: text.channel,
        isShared: all.isShared,
        ...(isNo
          ? { reason: 'opted_out' }
          : {
              intents: reading.intents.join(','),
              objections: reading.objections.join(','),
              sentiment: reading.sentiment,
            }),
      },
      text: words || '(no words)',
      onceKey: `text:${text.channel}:${text.providerMessageId}:${lead.id}`,
    });
  }

  /** One that can't be taken in holds the cursor back, and keeps no other one waiting. */
  async function readChannel(channel: TextChannel, inboxId: string, report: TextReadReport): Promise<void> {
    const at = deps.clock.now();
    const [inbox] = await deps.channels.inboxes([inboxId]);
    const last = inbox?.readUpTo;
    const texts = await deps.channels.receivedTexts(channel, last === undefined ? at - DAY_MS : last - OVERLAP_MS);
    let failed: unknown;
    for (const text of texts) {
      try {
        const kind = await takeIn(text);
        if (kind !== undefined) report.texts += 1;
        if (kind === 'reply' || kind === 'opt_out') report.replies += 1;
      } catch (error) {
        const providerId = text.providerMessageId;
        deps.logger.error({ inboxId, providerId, error }, 'a text was not taken in');
        const isParked = await failedAgain({ inboxId: channel, providerId, leads: () => leadsOf(text) });
        if (!isParked) failed ??= error;
      }
    }
    if (failed !== undefined) throw failed;
    await deps.channels.wasRead(inboxId, at, texts.at(-1)?.receivedAt);
  }

  /** All that came in since the last complete reading, whatever a webhook has brought meanwhile: it brings nothing while nobody listens. */
  async function readTexts(): Promise<TextReadReport> {
    const report: TextReadReport = { texts: 0, replies: 0 };
    for (const channel of ['whatsapp', 'sms'] as const) {
      const inboxId = deps.channels.textInbox(channel);
      if (inboxId === undefined) continue;
      try {
        await readChannel(channel, inboxId, report);
      } catch (error) {
        deps.logger.warn({ inboxId, error }, 'texts could not be read to their end; they wait at the provider');
        const unreadMs = (await deps.settings.get('mostUnreadMinutes')) * MINUTE_MS;
        await deps.channels.couldNotBeRead(inboxId, deps.clock.now(), unreadMs);
      }
    }
    return report;
  }

  return { takeIn, readTexts };
}
