import type { Member } from '../../features/access/index.ts';
import { Denied, InvalidInput } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, Card, Reply, Submission, SubmissionInput } from '../gesture.ts';
import { actions, button } from '../views/blocks.ts';
import { type EnrolResult, enrolBlocks, enrolText, showAll } from '../views/enrolled.ts';
import {
  enrolProgressCard,
  IMPORT_VIEW,
  importDoneCard,
  importModal,
  importProgressCard,
  importRowsFile,
  importStartedModal,
} from '../views/import.ts';
import { refusedOfImport } from './enrolled.ts';

/** The modal is answered at once; the file is read behind it, told in one message. */
async function start(input: SubmissionInput, features: Features): Promise<Reply> {
  const [fileId] = input.values.list('file');
  if (!fileId) throw new InvalidInput('Choose a CSV file.', 'file');
  return {
    updateView: importStartedModal(),
    refreshHome: true,
    progress: (tell) => readFile(input.member, fileId, input.file, features, tell),
  };
}

/** An import is known by its file, so that the same file is read once, and one that was cut off goes on where it stopped. */
const importIdOf = (fileId: string): string => `${IMPORT_ID}${fileId}`;
const IMPORT_ID = 'imp_';

async function readFile(
  member: Member,
  fileId: string,
  fileOf: SubmissionInput['file'],
  features: Features,
  tell: (card: Card) => Promise<void>,
): Promise<Card> {
  const importId = importIdOf(fileId);
  const lock = `import:${importId}`;
  if (!(await features.posts.hold(lock))) return { text: 'This file is being read already.' };
  try {
    const { name, content } = await fileOf(fileId);
    const report = await features.leads.importCsv(member, { name, content, importId }, async (now) => {
      await features.posts.prolong(lock);
      await tell(importProgressCard(now, features.clock.now()));
    });
    return importDoneCard(await features.leads.importReport(report.id), features.clock.now());
  } finally {
    await features.posts.letGo(lock);
  }
}

/** What has to go on after a start: files whose reading was cut off, each with a message to whoever gave them. */
export async function cutOffImports(
  features: Features,
  fileOf: SubmissionInput['file'],
): Promise<{ userId: string; work: (tell: (card: Card) => Promise<void>) => Promise<Card> }[]> {
  const out: Awaited<ReturnType<typeof cutOffImports>> = [];
  for (const { id, by } of await features.leads.unfinishedImports()) {
    const member = await features.access.member(by);
    if (member?.status !== 'active' || !id.startsWith(IMPORT_ID)) continue;
    const fileId = id.slice(IMPORT_ID.length);
    out.push({ userId: by, work: (tell) => readFile(member, fileId, fileOf, features, tell) });
  }
  return out;
}

const AT_ONCE = 20;

/** Everybody whom an import added, a few at a time, told in one message. */
async function enrolAll(
  member: Member,
  importId: string,
  features: Features,
  tell: (card: Card) => Promise<void>,
): Promise<Card> {
  const result: EnrolResult = { enrolled: 0, refused: [] };
  for (let offset = 0, total = 1; offset < total; offset += AT_ONCE) {
    const page = await features.leads.list({ importId, limit: AT_ONCE, offset });
    total = page.total;
    if (page.leads.length === 0) break;
    const { enrolled, refused } = await features.sequences.enrol(
      member,
      page.leads.map((one) => one.id),
    );
    result.enrolled += enrolled.length;
    result.refused.push(...refused);
    await tell(enrolProgressCard(Math.min(offset + AT_ONCE, total), total));
  }
  return {
    text: enrolText(result),
    blocks: [
      ...enrolBlocks(result),
      actions(
        button('What waits for me', 'touch.review'),
        button('Show the ranked list', 'leads.open'),
        showAll(result.refused, refusedOfImport(importId)),
      ),
    ],
  };
}

/** The report, for who made the import, and for managers and admins. */
async function reportFor(member: Member, importId: string, features: Features) {
  const found = await features.leads.importReport(importId);
  const mayRead = found.report.by === member.id || member.role === 'manager' || member.role === 'admin';
  if (!mayRead) throw new Denied('This import was started by somebody else.');
  return found;
}

export const importActions: Action[] = [
  { id: 'import.open', run: async () => ({ openModal: importModal() }) },
  {
    id: 'import.enrol',
    async run({ member, value }, features) {
      const found = await reportFor(member, value, features);
      const done = importDoneCard(found, features.clock.now());
      // The button goes: pressed twice it would only be refused lead by lead.
      const quiet = { ...done, blocks: done.blocks?.filter((one) => one.type !== 'actions') };
      return { replaceCard: quiet, progress: (tell) => enrolAll(member, value, features, tell), refreshHome: true };
    },
  },
  {
    id: 'import.rows',
    async run({ member, value }, features) {
      const { report, notAdded, remarks } = await reportFor(member, value, features);
      const file = importRowsFile(report, [...notAdded, ...remarks]);
      return { dmFile: { text: 'Every row of the import with something to know', file } };
    },
  },
];

export const importSubmissions: Submission[] = [{ callbackId: IMPORT_VIEW, run: start }];
