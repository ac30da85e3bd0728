import { isJson, type Json } from '../records.ts';
import { focusesOf } from './elements.ts';
import { block } from './layout.ts';
import { plain } from './objects.ts';
import { boolean, isAbsent, list, object, oneOf, type Report, type Rule, type Surface, string } from './rule.ts';

export interface Knowledge {
  hasFile?: (id: string) => boolean;
}

const MAX_MARKDOWN = 12_000;
const once = { table: 1, data_visualization: 2 };

function uniqueBlockIds(blocks: Json[], at: string, { say }: Report): void {
  const seen = new Set<string>();
  for (const [index, one] of blocks.entries()) {
    if (typeof one.block_id !== 'string') continue;
    if (seen.has(one.block_id)) say(`block_id \`${one.block_id}\` already exists`, `${at}/${index}/block_id`);
    seen.add(one.block_id);
  }
}

const blocksOf =
  (max: number): Rule =>
  (value, at, report) => {
    if (!Array.isArray(value)) return report.say('must be an array', at);
    if (value.length > max) return report.say(`no more than ${max} items allowed`, at);
    list(block, { min: 0, max })(value, at, report);
    const blocks = value.filter(isJson);
    uniqueBlockIds(blocks, at, report);
    for (const [type, most] of Object.entries(once)) {
      if (blocks.filter((one) => one.type === type).length > most)
        report.say(`no more than ${most} of type ${type} allowed`, at);
    }
    const markdown = blocks.reduce(
      (sum, one) => sum + (one.type === 'markdown' && typeof one.text === 'string' ? one.text.length : 0),
      0,
    );
    if (markdown > MAX_MARKDOWN)
      report.say(`markdown blocks must be less than ${MAX_MARKDOWN + 1} characters together`, at);
  };

const common = {
  private_metadata: string({ min: 0, max: 3000 }),
  callback_id: string({ min: 0, max: 255 }),
  external_id: string({ min: 0, max: 255 }),
};

function needsSubmit(view: Json, at: string, { say }: Report): void {
  const blocks = Array.isArray(view.blocks) ? view.blocks.filter(isJson) : [];
  if (isAbsent(view.submit) && blocks.some((one) => one.type === 'input'))
    say('must define `submit` to use an `input` block in modals', at);
}

const modal = object({
  required: { title: plain(24), blocks: blocksOf(100) },
  optional: {
    ...common,
    submit: plain(24),
    close: plain(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
  and: needsSubmit,
});
const home = object({ required: { blocks: blocksOf(100) }, optional: common });

function collect(surface: Surface, knowledge: Knowledge, look: (report: Report) => void): string[] {
  const problems: string[] = [];
  look({ surface, ...knowledge, say: (words, at) => problems.push(`[ERROR] ${words} [json-pointer:${at}]`) });
  return problems;
}

/** What Slack would refuse in the blocks of a message, in its words, each with a pointer to the place; [] when nothing. */
export function problemsOfBlocks(blocks: unknown, knowledge: Knowledge = {}): string[] {
  return collect('message', knowledge, (report) => blocksOf(50)(blocks, '/blocks', report));
}

/** The same for a modal or a home tab. */
export function problemsOfView(view: unknown, knowledge: Knowledge = {}): string[] {
  const type = isJson(view) ? view.type : undefined;
  const surface = type === 'home' ? 'home' : 'modal';
  return collect(surface, knowledge, (report) => {
    if (!isJson(view)) return report.say('must provide an object', '/view');
    if (isAbsent(type)) return report.say('missing required field: type', '/view');
    oneOf('modal', 'home')(type, '/view/type', report);
    (type === 'home' ? home : modal)(view, '/view', report);
    if (focusesOf(view.blocks) > 1) report.say('focus_on_load can be set on one element only', '/view/blocks');
  });
}
