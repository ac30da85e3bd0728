import { z } from 'zod';

// Drafts quote these words: what can't be seen or turns the direction of reading has no place in them.
const HIDDEN = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{E0000}-\u{E007F}]/u;
const words = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `is longer than ${max} characters`)
    .refine((text) => !HIDDEN.test(text.replaceAll('\n', ' ')), 'holds invisible characters; type it anew');
const some = (max: number) => words(max).min(1, 'is empty');
const key = z.string().regex(/^[a-z0-9_-]{1,60}$/, 'is a short key of letters, digits and dashes');
const points = z.number().min(-100, 'is less than -100').max(100, 'is more than 100');
const rule = z.object({ match: z.array(some(80)).max(40), points, reason: some(200) });

const unique = (items: { key: string }[]) => new Set(items.map((one) => one.key)).size === items.length;
const TWICE = 'has the same key twice';

/** The playbook as it may be stored; whatever a person types passes here. */
export const playbookSchema = z
  .object({
    company: some(120),
    whatWeSell: some(1000),
    pains: z
      .array(
        z.object({
          key,
          name: some(120),
          description: some(600),
          signs: z.array(some(80)).max(60),
          question: some(300),
        }),
      )
      .max(30),
    proof: z
      .array(
        z.object({
          key,
          painKeys: z.array(key).max(30),
          customer: some(120),
          claim: some(400),
          source: some(300),
          checkedAt: z.iso.date('is a date such as 2026-10-02'),
        }),
      )
      .max(60),
    voice: z.object({ tone: words(300), signOff: some(60), avoid: z.array(some(80)).max(60) }),
    objections: z
      .array(z.object({ key, name: some(120), signs: z.array(some(80)).max(60), answers: z.array(some(600)).max(10) }))
      .max(30),
    fit: z.object({
      titles: z.array(rule).max(40),
      industries: z.array(rule).max(40),
      countries: z.array(rule).max(60),
      sizes: z.array(z.object({ min: z.number().min(0), max: z.number().min(0), points, reason: some(200) })).max(20),
      disqualifiers: z.array(z.object({ match: z.array(some(80)).max(40), reason: some(200) })).max(20),
    }),
  })
  .superRefine((content, context) => {
    const add = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (!unique(content.pains)) add(['pains'], TWICE);
    if (!unique(content.proof)) add(['proof'], TWICE);
    if (!unique(content.objections)) add(['objections'], TWICE);
    const known = new Set(content.pains.map((one) => one.key));
    content.proof.forEach((proof, index) => {
      const stray = proof.painKeys.find((one) => !known.has(one));
      if (stray) add(['proof', index, 'painKeys'], `names the pain “${stray}”, which is not in the playbook`);
    });
    content.fit.sizes.forEach((size, index) => {
      if (size.min > size.max) add(['fit', 'sizes', index], 'begins with more employees than it ends with');
    });
  });
