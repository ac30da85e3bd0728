import { introduced, join, lowerFirst } from './template-parts.ts';
import type { Ingredients } from './templates.ts';

export function linkedinNotes(parts: Ingredients): string[][] {
  const { note, company, greeting, question } = parts;
  const me = introduced(parts);
  const short = (...sentences: string[]) => join(greeting, ...sentences);
  const from = note?.origin ? ` from ${note.origin}` : '';
  const noted = note
    ? [
        short(
          me,
          `I have a note${from}: ${note.text}.`,
          'Is that still how it is?',
          'I would be glad to compare notes here.',
        ),
        short(
          me,
          `We wrote down one thing${from}: ${note.text}.`,
          'Has that changed since then?',
          'Either answer helps me, and a line is enough.',
        ),
        short(
          me,
          `I would like to connect because of a note${from}: ${note.text}.`,
          'Is it still like that?',
          'A yes or a no is enough.',
        ),
      ]
    : [];
  const asking = question
    ? [
        short(
          me,
          `I would like to ask you one thing about ${company}.`,
          question,
          'A line is enough, and a no is fine too.',
        ),
        short(me, 'I would rather ask than guess.', question, 'I would be glad to compare notes here.'),
      ]
    : [];
  return [
    noted,
    note
      ? [
          short(
            `I have a note${from}: ${note.text}.`,
            'Is that still how it is?',
            'I would be glad to compare notes here. A line is enough.',
          ),
        ]
      : [],
    asking,
    [
      short(
        me,
        `I would like to ask you one short thing before I send anything else.`,
        `Would you be the right person for it at ${company}?`,
      ),
      short(
        'I would like to ask you one short thing before I send anything else, and a no is fine too.',
        'Would you be the right person for it?',
      ),
    ],
  ];
}

export function phoneMessages(parts: Ingredients): string[][] {
  const { note, greeting, question } = parts;
  const me = introduced(parts);
  const short = (...sentences: string[]) => join(greeting, ...sentences);
  return [
    question
      ? [
          short(
            me,
            "I don't want to crowd your inbox, so I write here.",
            question,
            'A line here is enough, and a no is fine too.',
          ),
          short(me, 'I would like to ask you one thing.', question, 'Please answer here or by mail, as you like.'),
        ]
      : [],
    note
      ? [
          short(
            me,
            `I have a note${note.origin ? ` from ${note.origin}` : ''}: ${note.text}.`,
            'Is that still how it is?',
            'A line here is enough.',
          ),
        ]
      : [],
    [
      short(
        me,
        'I would like to ask you one short thing before I send anything else.',
        'Would you be the right person for it?',
        'A no is fine too.',
      ),
      short(
        'I would like to ask you one short thing before I send anything else, and a no is fine too.',
        'Would you be the right person for it?',
      ),
    ],
  ];
}

/** Talking points for the rep; nothing of it is sent. */
export function callScripts(parts: Ingredients): string[][] {
  const { person, note, question, claims, companyIsNamed, company } = parts;
  const whom =
    person && companyIsNamed ? `Call ${person} at ${company}.` : person ? `Call ${person}.` : 'Call the contact.';
  const points = (...lines: (string | undefined)[]) =>
    [whom, ...lines.filter(Boolean).map((line) => `- ${line}`)].join('\n');
  const open = 'Open: say who you are, and ask for two minutes.';
  const why = note && `Why: a note${note.origin ? ` from ${note.origin}` : ''}: ${note.text}.`;
  const ask = `Ask: ${lowerFirst(question ?? 'who looks after this today?')}`;
  const proof = claims[0] && `Proof: ${claims[0]}`;
  const close = 'Listen, agree on one next step, or thank and stop.';
  return [
    [points(open, why, ask, proof, close)],
    [points(open, ask, proof, close)],
    [points(open, why, ask, close)],
    [points(open, ask, close)],
    [
      'Call the contact.\n- Open: say who you are, and ask for two minutes.\n- Ask: who looks after this today?\n- Listen, agree on one next step, or thank and stop.',
    ],
  ];
}
