import type { PageChannel, PagePerson } from '../../../page-api.ts';
import { plainWords } from '../text/plain.ts';
import type { Element, ElementValue, Option } from './shapes.ts';

/** One thing that can be chosen, whatever kind of select it stands in. */
export interface Choosable {
  id: string;
  label: string;
  detail?: string;
  group?: string;
  person?: PagePerson;
  option?: Option;
}

export interface World {
  people: readonly PagePerson[];
  channels: readonly PageChannel[];
}

export interface Lookup {
  person(id: string): PagePerson | undefined;
  channel(id: string): PageChannel | undefined;
}

export type SelectKind = 'options' | 'users' | 'channels' | 'conversations';

export function kindOf(element: Element): SelectKind {
  if (element.type.includes('users')) return 'users';
  if (element.type.includes('channels')) return 'channels';
  return element.type.includes('conversations') ? 'conversations' : 'options';
}

export const isMany = (element: Element): boolean => element.type.startsWith('multi_');
export const isExternal = (element: Element): boolean => element.type.includes('external');

export const fromOption = (option: Option, group?: string): Choosable => ({
  id: option.value,
  label: plainWords(option.text),
  option,
  ...(option.description ? { detail: plainWords(option.description) } : {}),
  ...(group ? { group } : {}),
});

const fromPerson = (person: PagePerson): Choosable => ({
  id: person.id,
  label: person.realName,
  detail: person.title,
  person,
});
const channelName = ({ kind, name }: PageChannel): string =>
  kind === 'channel' || kind === 'private' ? `#${name}` : name;
const fromChannel = (channel: PageChannel): Choosable => ({
  id: channel.id,
  label: channelName(channel),
  detail: channel.topic,
});

/** Everything that a select offers without asking the app. */
export function offered(element: Element, world: World): Choosable[] {
  switch (kindOf(element)) {
    case 'users':
      return world.people.filter((one) => !one.deleted).map(fromPerson);
    case 'channels':
      return world.channels.filter((one) => one.kind === 'channel').map(fromChannel);
    case 'conversations':
      return world.channels.map(fromChannel);
    default:
      return [
        ...(element.options ?? []).map((option) => fromOption(option)),
        ...(element.option_groups ?? []).flatMap((group) =>
          group.options.map((option) => fromOption(option, plainWords(group.label))),
        ),
      ];
  }
}

const fields: Record<SelectKind, [one: string, many: string]> = {
  options: ['selected_option', 'selected_options'],
  users: ['selected_user', 'selected_users'],
  channels: ['selected_channel', 'selected_channels'],
  conversations: ['selected_conversation', 'selected_conversations'],
};

const fieldOf = (element: Element): string => fields[kindOf(element)][isMany(element) ? 1 : 0];

/** What is chosen now. */
export function chosenIn(element: Element, value: ElementValue, directory: Lookup): Choosable[] {
  const held = value[fieldOf(element)];
  const all = Array.isArray(held) ? held : held === null || held === undefined ? [] : [held];
  return all.map((one: unknown) => {
    if (typeof one !== 'string') return fromOption(one as Option);
    const person = directory.person(one);
    const channel = directory.channel(one);
    if (person) return fromPerson(person);
    return channel ? fromChannel(channel) : { id: one, label: one };
  });
}

/** The value of a select in Slack's own shape. */
export function valueFor(element: Element, chosen: readonly Choosable[]): ElementValue {
  const held = chosen.map((one) => one.option ?? one.id);
  return { type: element.type, [fieldOf(element)]: isMany(element) ? held : (held[0] ?? null) };
}

/** Those that hold every word of what was typed; the beginning of a name first. */
export function matching(choices: readonly Choosable[], query: string): Choosable[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...choices];
  const fits = choices.filter(({ label, detail = '', group = '' }) => {
    const text = `${label} ${detail} ${group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const first = words[0] ?? '';
  const begins = (one: Choosable) => (one.label.toLowerCase().startsWith(first) ? 0 : 1);
  return fits.sort((a, b) => begins(a) - begins(b));
}
