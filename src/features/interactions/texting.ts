import { inTransaction, type Scope } from '../../db/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import { DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import type { IncomingText } from '../channels/ports.ts';
import type { Lead } from '../leads/index.ts';
import { lockLeads, readingRefs } from './effects.ts';
import type { InboundKind, InteractionDeps, Reading } from './index.ts';
import { asksToStop, read } from './reading.ts';
import { createInteractionStore } from './store.ts';

/** Of what a person may be asked to say in one word, on every phone network. */
const STOP =
  /^(stop|stopall|stop all|unsubscribe|cancel|end|quit|revoke|opt[ -]?out|stopp|arr[eê]t|alto|baja|pare|sair)[.!\s]*$/i;
const MAX_WORDS = 20_000;
const channelWords = { whatsapp: 'WhatsApp', sms: 'SMS' } as const;

/** What comes in on WhatsApp and SMS: taken in once, whoever brings it and however often. */
export function createTexting(deps: InteractionDeps) {
  const store = createInteractionStore(deps.db);

  /** By the number; where the provider shows none, by what this sender was known as before. */
  async function leadsOf(text: IncomingText): Promise<Lead[]> {
    const byNumber = await deps.leads.byPhone(text.from);
    if (byNumber.length > 0) return byNumber;
    return deps.leads.getMany(await store.leadsHeardFrom(text.channel, text.from));
  }

  function kindOf(text: IncomingText, leads: Lead[]): InboundKind {
    if (text.keyword === 'stop' || STOP.test(text.text.trim()) || asksToStop(text.text)) return 'opt_out';
    return leads.length > 0 ? 'reply' : 'unrelated';
  }

  async function takeIn(text: IncomingText): Promise<InboundKind | undefined> {
    if (await store.isKnown(text.channel, text.providerMessageId)) return undefined;
    const leads = await leadsOf(text);
    const kind = kindOf(text, leads);
    const words = text.text.replaceAll('\0', '').trim().slice(0, MAX_WORDS);
    const reading = read(words, (await deps.playbook.current()).content.objections);
    const isNew = await inTransaction(deps.db, async (scope) => {
      const inside = createInteractionStore(scope);
      const record = {
        mailboxId: text.channel,
        kind,
        fromAddress: leads.length > 0 ? text.from : '',
        receivedAt: deps.clock.now(),
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
      await lockLeads(scope, leads);
      if (kind === 'opt_out') await optOut(scope, text, leads);
      for (const lead of leads)
        await answer(scope, { text, lead, kind, words, reading, inboundId: id, isShared: leads.length > 1 });
      return true;
    });
    return isNew ? kind : undefined;
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
    await deps.threads.append(scope, {
      at,
      kind: isNo ? 'lead.opted_out' : 'lead.replied',
      leadId: lead.id,
      refs: {
        inboundId: all.inboundId,
        channel: text.channel,
        isShared: all.isShared,
        ...(isNo ? { reason: 'opted_out' } : readingRefs(reading)),
      },
      text: words || '(no words)',
      onceKey: `text:${text.channel}:${text.providerMessageId}:${lead.id}`,
    });
    await deps.sequences.stop(scope, lead.id, reason, at);
    await deps.leads.markReplied(scope, lead.id, at);
  }

  /** What has come in since the last look; an hour of it twice, as what a provider shows may lag. */
  async function readTexts(): Promise<{ texts: number; replies: number }> {
    const report = { texts: 0, replies: 0 };
    if (!deps.channels.textSender('whatsapp') && !deps.channels.textSender('sms')) return report;
    const last = await store.lastTextAt();
    const since = last === undefined ? deps.clock.now() - DAY_MS : last - HOUR_MS;
    for (const text of await deps.channels.receivedTexts(since)) {
      const kind = await takeIn(text);
      if (kind !== undefined) report.texts += 1;
      if (kind === 'reply' || kind === 'opt_out') report.replies += 1;
    }
    return report;
  }

  return { takeIn, readTexts };
}
