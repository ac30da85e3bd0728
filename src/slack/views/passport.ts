import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { Consent } from '../../features/passport/index.ts';
import type { ChannelPassport } from '../../features/sequences/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { countryName } from '../../kernel/country.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, input, section, select } from './blocks.ts';
import { cardModal, inline, modal, nameOf, readablePhone, textField, timeFor } from './parts.ts';
import { channels, names } from './policy.ts';

export const CONSENT_VIEW = 'consent.give';

interface PassportData {
  lead: Lead;
  channels: ChannelPassport[];
  consents: Consent[];
  reader: Member;
  mayAct: boolean;
  /** Calls can be placed from here. */
  canRing?: boolean;
  now: Instant;
  note?: string;
}

/** For each channel whether this person may be written to right now, why, and on what it rests. */
export function passportCard(data: PassportData): Card {
  const { lead, mayAct, note } = data;
  const open = data.channels.filter((one) => one.isOpen).map((one) => names[one.channel]);
  const headline = `${nameOf(lead)}: ${open.length > 0 ? `open now: ${open.join(', ')}` : 'no channel is open now'}`;
  return {
    text: inline(headline, 200),
    blocks: [
      ...(note ? [context(note)] : []),
      section(
        `*Passport of ${inline(nameOf(lead))}*, ${lead.country ? inline(countryName(lead.country) || lead.country, 60) : 'country not known'}`,
      ),
      ...data.channels.map((one) => section(line(one, data))),
      ...consentBlocks(data),
      actions(
        mayAct ? button('Record a consent', 'consent.open', { value: lead.id, style: 'primary' }) : undefined,
        mayAct && data.canRing && lead.phone
          ? button('Ring me, then them', 'call.ring', { value: lead.id })
          : undefined,
        button('Why', 'lead.why', { value: lead.id }),
        button('The rules', 'policy.open'),
      ),
      context('A first message needs all of this at the moment it leaves. LinkedIn and calls are done by a person.'),
    ],
  };
}

export const passportModal = (data: PassportData): View => cardModal('Passport', passportCard(data));

function line(one: ChannelPassport, { reader, now }: PassportData): string {
  const isPhone = one.channel === 'whatsapp' || one.channel === 'sms' || one.channel === 'call';
  const address = one.address ? ` · ${inline(isPhone ? readablePhone(one.address) : one.address, 80)}` : '';
  const mark = one.isOpen ? ':white_check_mark:' : one.couldPassAt ? ':hourglass_flowing_sand:' : ':no_entry_sign:';
  const stops = one.gates.filter((gate) => gate.verdict !== 'pass');
  const blocks = stops.filter((gate) => gate.verdict === 'block');
  // What passes by itself matters only where nothing else is in the way.
  const told = blocks.length > 0 ? blocks : stops;
  const state = one.isOpen
    ? `open now${one.channel === 'whatsapp' ? textWords(one, { reader, now }) : ''}`
    : one.couldPassAt
      ? `from ${timeFor(one.couldPassAt, reader, now)} on`
      : 'closed';
  return [
    `${mark} *${names[one.channel]}*${address}: ${state}`,
    ...told.map((gate) => `• ${inline(gate.reason, 300)}`),
    // Without a footing the first reason tells the rule.
    ...(one.basis ? [`_On: ${inline(one.basis, 200)}_`] : []),
    ...(capWords(one) ? [`_${inline(capWords(one), 300)}_`] : []),
  ].join('\n');
}

/** What WhatsApp takes: anything within a day of their own message, else an approved template. */
const textWords = ({ freeUntil }: ChannelPassport, { reader, now }: Pick<PassportData, 'reader' | 'now'>): string =>
  freeUntil === undefined ? ', an approved template only' : `, free words until ${timeFor(freeUntil, reader, now)}`;

/** Caps of which something is gone; an untouched one says nothing. */
const capWords = ({ gates }: ChannelPassport): string =>
  gates.flatMap((gate) => (gate.verdict === 'pass' && gate.used ? [gate.value] : [])).join(' · ');

function consentBlocks({ lead, consents, mayAct, reader }: PassportData): Block[] {
  const current = channels.flatMap((channel) => {
    const found = consents.find((one) => one.channel === channel && one.withdrawnAt === undefined);
    return found ? [found] : [];
  });
  return current.map((one) => {
    const day = formatDay(one.at, reader.timezone);
    const kind = one.kind === 'written' ? 'in their own words' : 'as recorded';
    return section(
      `*Consent to ${names[one.channel]}*, ${kind}: ${inline(one.source, 200)} · _kept on ${day}_`,
      mayAct
        ? button('Taken back', `consent.withdraw#${one.channel}`, {
            value: `${lead.id}:${one.channel}`,
            confirm: {
              title: 'Taken back?',
              text: 'Nothing leaves on this channel any more until there is a new one.',
              yes: 'It was taken back',
            },
          })
        : undefined,
    );
  });
}

export function consentModal(lead: Lead): View {
  return modal({
    callbackId: CONSENT_VIEW,
    title: 'Record a consent',
    submit: 'Keep',
    close: 'Cancel',
    state: lead.id,
    blocks: [
      section(`*${inline(nameOf(lead))}* agreed to be written to.`),
      input(
        'channel',
        'On',
        select(
          'channel',
          'Channel',
          channels.map((value) => ({ text: names[value], value })),
          'email',
        ),
      ),
      input('source', 'How and when', textField('source', { max: 300, placeholder: 'On the call of 3 May' })),
      input('wording', 'Their own words, where you have them', textField('wording', { multiline: true, max: 2_000 }), {
        optional: true,
        hint: 'With their words it counts as written, which texts to the US ask for.',
      }),
    ],
  });
}
