import type { AuditEntry } from '../../features/access/index.ts';
import type { View } from '../gesture.ts';
import { plain, plainSection, readerTime, section, words } from './blocks.ts';
import { country, names, needWords } from './policy.ts';
import { settingLabel, settingValueText } from './settings.ts';

const verdictWords: Record<AuditEntry['verdict'], string> = { allowed: '', denied: 'refused: ', done: '' };
const ways: Record<string, string> = {
  action: 'pressed',
  view: 'handed in the form',
  shortcut: 'used the shortcut',
  options: 'searched in',
  event: 'did',
  assistant: 'asked the assistant:',
};

/** A gesture as a person would tell it: "pressed “touch: edit”", "typed /lead". */
function gestureWords(gesture: string): string {
  const [kind = '', id = ''] = gesture.split(/:(.*)/s, 2);
  if (kind === 'command') return `typed ${id}`;
  const [noun = '', ...verb] = (id || kind).split('.');
  const said = `“${[noun, verb.join(' ')].filter(Boolean).join(': ').replaceAll('_', ' ')}”`;
  return id && ways[kind] ? `${ways[kind]} ${said}` : said;
}

function whatOf({ gesture, target, details }: AuditEntry, nameOf: (id: string) => string): string[] {
  if (gesture === 'settings.change' && target)
    return [
      `changed “${settingLabel(target)}”`,
      `${settingValueText(target, details?.before)} → ${settingValueText(target, details?.after)}`,
    ];
  if (gesture === 'policy.change' && target) {
    const [code = '', channel = ''] = target.split(' ');
    const need = (value: unknown) => needWords[String(value) as keyof typeof needWords] ?? String(value);
    return [
      `changed the rule for ${names[channel as keyof typeof names] ?? channel}, ${country(code)}`,
      `${need(details?.before)} → ${need(details?.after)}`,
      String(details?.reason ?? ''),
    ];
  }
  return [gestureWords(gesture), target ? nameOf(target) : ''];
}

export function auditModal(entries: AuditEntry[], nameOf: (id: string) => string): View {
  const lines = entries.map((one) => {
    const what = [...whatOf(one, nameOf), one.reason ?? ''].filter(Boolean).map(words).join(' · ');
    return `${readerTime(one.at)} · *${words(nameOf(one.actorId))}* · ${verdictWords[one.verdict]}${what}`;
  });
  const chunks = Array.from({ length: Math.ceil(lines.length / 10) }, (_, i) =>
    lines.slice(i * 10, i * 10 + 10).join('\n'),
  );
  return {
    type: 'modal',
    title: plain('Audit trail'),
    close: plain('Close'),
    blocks:
      chunks.length === 0
        ? [plainSection('Nothing yet. Each command, button and event leaves a line here.')]
        : chunks.map((chunk) => section(chunk)),
  };
}
