import type { PlaybookContent } from '../../features/playbook/index.ts';
import type { ViewValues } from '../gesture.ts';
import type { PlaybookTarget } from '../views/playbook-forms.ts';
import { type FitGroup, readLines, withFitLines } from '../views/playbook-lines.ts';

type Editor = (content: PlaybookContent, key: string, values: ViewValues) => PlaybookContent;

/** The playbook with one section, or one item of it, as it was typed. Throws InvalidInput for a line that can't be read. */
export function edited(content: PlaybookContent, target: PlaybookTarget, values: ViewValues): PlaybookContent {
  return editors[target.section](content, target.key, values);
}

const editors: Record<PlaybookTarget['section'], Editor> = {
  about: (content, _, values) => ({
    ...content,
    company: values.text('company'),
    whatWeSell: values.text('whatWeSell'),
    voice: { tone: values.text('tone'), signOff: values.text('signOff'), avoid: readLines(values, 'avoid') },
  }),

  pains: (content, key, values) => {
    const name = values.text('name');
    const item = {
      key: key || newKey(name, content.pains),
      name,
      description: values.text('description'),
      question: values.text('question'),
      signs: readLines(values, 'signs'),
    };
    return { ...content, pains: placed(content.pains, item) };
  },

  proof: (content, key, values) => {
    const customer = values.text('customer');
    const item = {
      key: key || newKey(customer, content.proof),
      customer,
      claim: values.text('claim'),
      source: values.text('source'),
      checkedAt: values.text('checkedAt'),
      painKeys: values.list('painKeys'),
    };
    return { ...content, proof: placed(content.proof, item) };
  },

  objections: (content, key, values) => {
    const name = values.text('name');
    const item = {
      key: key || newKey(name, content.objections),
      name,
      answers: readLines(values, 'answers'),
      signs: readLines(values, 'signs'),
    };
    return { ...content, objections: placed(content.objections, item) };
  },

  fit: (content, key, values) => ({
    ...content,
    fit: withFitLines(content.fit, key as FitGroup, readLines(values, 'lines')),
  }),
};

/** In its place when it is there already, at the end otherwise. */
function placed<T extends { key: string }>(all: T[], item: T): T[] {
  return all.some((one) => one.key === item.key)
    ? all.map((one) => (one.key === item.key ? item : one))
    : [...all, item];
}

/** A short key from a name, that nothing else has. */
function newKey(name: string, all: { key: string }[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
  const base = plain || 'item';
  for (let i = 1; ; i += 1) {
    const key = i === 1 ? base : `${base}_${i}`;
    if (!all.some((one) => one.key === key)) return key;
  }
}

/** The playbook without one item; nothing else points to it afterwards. */
export function without(content: PlaybookContent, { section, key }: PlaybookTarget): PlaybookContent {
  const rest = <T extends { key: string }>(all: T[]): T[] => all.filter((one) => one.key !== key);
  if (section === 'proof') return { ...content, proof: rest(content.proof) };
  if (section === 'objections') return { ...content, objections: rest(content.objections) };
  if (section !== 'pains') return content;
  const proof = content.proof.map((one) => ({ ...one, painKeys: one.painKeys.filter((pain) => pain !== key) }));
  return { ...content, pains: rest(content.pains), proof };
}
