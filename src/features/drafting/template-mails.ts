import { aboutTwice, asked, askOpeners, join, mail, noteOpeners, offerAt, withClaim } from './template-parts.ts';
import type { Ingredients } from './templates.ts';

export function firstMails(parts: Ingredients): string[][] {
  const [claim] = parts.claims;
  const openers = noteOpeners(parts);
  const asks = askOpeners(parts);
  const question = parts.question ?? `Who at ${parts.company} would be the right person to ask?`;
  const still = 'Is that still how it is?';
  const about = parts.about[0] ?? '';
  const ask = (i: number) => (parts.question ? asked(question, i) : question);
  return [
    claim ? openers.map((opener, i) => mail(parts, opener, join(withClaim(claim, i), offerAt(i)), ask(i))) : [],
    claim ? openers.map((opener, i) => mail(parts, opener, join(withClaim(claim, i)), ask(i))) : [],
    openers.map((opener, i) =>
      mail(parts, opener, join(aboutTwice(parts), offerAt(i)), parts.question ? ask(i) : still),
    ),
    openers.map((opener, i) =>
      mail(
        parts,
        opener,
        join(about, "I don't want to guess how it is today, so I ask.", offerAt(i)),
        parts.question ? ask(i) : still,
      ),
    ),
    openers.map((opener) =>
      mail(
        parts,
        opener,
        'I would like to know whether that still holds before I send you anything. A line is enough, and a no is a fine answer too.',
        still,
      ),
    ),
    claim
      ? asks.map((opener, i) => mail(parts, opener, join(withClaim(claim, i), offerAt(i)), parts.question ?? question))
      : [],
    asks.map((opener, i) => mail(parts, opener, join(aboutTwice(parts), offerAt(i)), parts.question ?? question)),
    asks.map((opener) =>
      mail(
        parts,
        opener,
        'A short answer is enough, and a no is a fine answer too. If somebody else looks after this, please point me to them.',
        question,
      ),
    ),
    [
      mail(
        parts,
        'I would like to ask you one thing before I send anything else.',
        'A short answer is enough, and a no is a fine answer too. If somebody else looks after this, please point me to them, and I will leave you in peace.',
        'Who would be the right person to ask?',
      ),
      mail(
        parts,
        'Let me ask before I send you anything.',
        'If this is not for you, please say so, and I will stop. If it is for somebody else, please tell me who, and I will write to them instead of you.',
        'Who would that be?',
      ),
    ],
  ];
}

export function followUps(parts: Ingredients): string[][] {
  const [first, second] = parts.claims;
  const { company } = parts;
  const closers = [
    'Would one page on it be of use to you?',
    'Shall I send you the details on one page?',
    'Would it help to see that on one page?',
  ];
  const close = (i: number) => closers[i % closers.length] ?? '';
  const withSecond = second
    ? [
        mail(parts, withClaim(second, 1), join(parts.about[0], close(0))),
        mail(parts, join('I would like to add one thing.', second), close(1)),
        mail(parts, join('One more figure, in case it is of use.', second), join(parts.about[0], close(2))),
      ]
    : [];
  const aboutUs =
    parts.about.length > 0
      ? [
          mail(parts, aboutTwice(parts), close(0), 'A line is enough, and a no is fine too.'),
          mail(parts, join('Let me say it more plainly.', aboutTwice(parts)), close(1)),
          mail(parts, join('Let me say in two lines what we do.', aboutTwice(parts)), close(2)),
        ]
      : [];
  const again = first
    ? [
        mail(parts, join('My first mail may have come at a bad moment, so here it is in one line.', first), close(0)),
        mail(
          parts,
          join('I will keep this to one line.', first),
          join('If that is of no use to you, a one-word answer is enough.', close(1)),
        ),
      ]
    : [];
  return [
    withSecond,
    aboutUs,
    again,
    [
      mail(
        parts,
        "I don't want to crowd your inbox, so this is short.",
        `If it is not for you, a one-word answer is enough, and I will stop. Who would be the right person to ask at ${company}?`,
      ),
      mail(
        parts,
        'My first mail may have come at a bad moment.',
        `If the topic is not yours, please tell me, and I will stop. Is there somebody else at ${company} whom I should ask?`,
      ),
      mail(
        parts,
        "I don't want to crowd your inbox, so this is short.",
        'If it is not for you, a one-word answer is enough, and I will stop. Who would be the right person to ask?',
      ),
    ],
  ];
}

export function lastMails(parts: Ingredients): string[][] {
  const { company } = parts;
  const close = (text: string) => text.replaceAll('{company}', company);
  return [
    [
      mail(
        parts,
        close(
          'This is my last mail about this. If it becomes a topic at {company} later, a one-line answer is enough, and I will pick it up from there.',
        ),
        close('Is there somebody else at {company} whom I should rather have asked?'),
      ),
      mail(
        parts,
        "I will stop here, so that this doesn't turn into noise. If it is of use some day, just answer this mail.",
        close('Would it have been better to ask somebody else at {company}?'),
      ),
      mail(
        parts,
        'I will not write again about this. If the moment was wrong, say so, and I will be glad to wait.',
        'Should I come back to it at another time, or leave it for good?',
      ),
      mail(
        parts,
        'I will leave it here, and thank you for reading this far. If it becomes a topic later, a one-word answer is enough.',
        close('Is there anybody at {company} whom I should ask instead?'),
      ),
    ],
    [
      mail(
        parts,
        'This is my last mail about this. If it becomes a topic later, a one-line answer is enough, and I will pick it up from there.',
        'Should I have asked somebody else?',
      ),
    ],
  ];
}
