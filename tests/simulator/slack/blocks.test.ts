import { describe, expect, test } from 'vitest';
import { problemsOfBlocks, problemsOfView } from '../../../src/simulator/slack/blocks/surfaces.ts';
import { button, form, plain } from './support.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: unknown = mrkdwn('x')) => ({ type: 'section', text });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const option = (value: string, more: object = {}) => ({ text: plain(value), value, ...more });
const select = (more: object = {}) => ({ type: 'static_select', action_id: 's', options: [option('a')], ...more });
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('L'), element, ...more });
const times = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => make(index));
const said = (problem: string | undefined) => problem?.replace('[ERROR] ', '');

const richText = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'hi', style: { bold: true } },
        { type: 'user', user_id: 'U1' },
      ],
    },
    {
      type: 'rich_text_list',
      style: 'bullet',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'https://x.example' }] }],
    },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said' }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'code' }] },
  ],
};
const cells = (count: number) => times(count, () => ({ type: 'raw_text', text: 'c' }));
const bars = (labels: string[]) => ({
  type: 'bar',
  axis_config: { categories: ['Mon', 'Tue'] },
  series: [{ name: 'Sent', data: labels.map((label) => ({ label, value: 1 })) }],
});

describe('what Slack takes in a message', () => {
  test.each<[string, unknown]>([
    ['a section with text at its limit', section(mrkdwn('x'.repeat(3000)))],
    ['a section with fields only', { type: 'section', fields: [mrkdwn('a'), plain('b')] }],
    ['a section with an accessory', { ...section(), accessory: button('b') }],
    ['a header, a divider, a context', { type: 'header', text: plain('x'.repeat(150)) }],
    [
      'a context with words and a picture',
      {
        type: 'context',
        elements: [mrkdwn('a'), { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a' }],
      },
    ],
    [
      'an image of an address',
      { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a', title: plain('t') },
    ],
    ['25 buttons with different ids', actions(...times(25, (index) => button(`b${index}`)))],
    [
      'buttons with styles, an address and a question',
      actions({
        ...button('b'),
        style: 'danger',
        url: 'https://x.example',
        confirm: { title: plain('t'), text: mrkdwn('x'), confirm: plain('y'), deny: plain('n') },
      }),
    ],
    [
      'menus and pickers in a row',
      actions(
        select({ initial_option: option('a') }),
        { type: 'datepicker', action_id: 'd', initial_date: '2026-11-03' },
        { type: 'timepicker', action_id: 't', initial_time: '09:05' },
      ),
    ],
    [
      'an overflow menu',
      {
        ...section(),
        accessory: { type: 'overflow', action_id: 'o', options: [option('a', { url: 'https://x.example' })] },
      },
    ],
    ['rich text of every part', richText],
    ['markdown', { type: 'markdown', text: '# x' }],
    ['a table', { type: 'table', rows: [cells(2), cells(2)] }],
    ['a bar chart', { type: 'data_visualization', title: 'Funnel', chart: bars(['Mon', 'Tue']) }],
    [
      'feedback buttons',
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'f',
            positive_button: { text: plain('+'), value: 'up' },
            negative_button: { text: plain('-'), value: 'down' },
          },
        ],
      },
    ],
  ])('%s', (_name, block) => {
    expect(problemsOfBlocks([block])).toEqual([]);
  });
});

describe('what Slack refuses in a message', () => {
  test.each<[string, unknown[], string]>([
    ['a block of no kind', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
    ['a block of an unknown kind', [{ type: 'marquee' }], 'unsupported type: marquee [json-pointer:/blocks/0/type]'],
    [
      'a kind that is a property of every object',
      [{ type: 'constructor' }],
      'unsupported type: constructor [json-pointer:/blocks/0/type]',
    ],
    ['51 blocks', times(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'a section that is too long',
      [section(mrkdwn('x'.repeat(3001)))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty text', [section(mrkdwn(''))], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section of nothing', [{ type: 'section' }], 'must define either `fields` or `text` [json-pointer:/blocks/0]'],
    ['words that are no text object', [section('x')], 'must provide an object [json-pointer:/blocks/0/text]'],
    [
      '11 fields',
      [{ type: 'section', fields: times(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field that is too long',
      [{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'formatting in a header',
      [{ type: 'header', text: mrkdwn('x') }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a header that is too long',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'emoji switched on formatted text',
      [section({ ...mrkdwn('x'), emoji: true })],
      'invalid additional property: emoji [json-pointer:/blocks/0/text]',
    ],
    [
      'a property that the block does not have',
      [{ ...section(), elements: [] }],
      'invalid additional property: elements [json-pointer:/blocks/0]',
    ],
    [
      '11 things in a context',
      [{ type: 'context', elements: times(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button in a context',
      [{ type: 'context', elements: [button('b')] }],
      'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'an image without a description',
      [{ type: 'image', image_url: 'https://x.example/a.png' }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'an image of nothing',
      [{ type: 'image', alt_text: 'a' }],
      'must define exactly one of `image_url` or `slack_file` [json-pointer:/blocks/0]',
    ],
    ['no buttons', [actions()], 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      '26 buttons',
      [actions(...times(26, (index) => button(`b${index}`)))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'the same action twice in a row',
      [actions(button('b'), button('b'))],
      'action_id `b` already exists for another element in this block [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'the same block_id twice',
      [
        { type: 'divider', block_id: 'x' },
        { type: 'divider', block_id: 'x' },
      ],
      'block_id `x` already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'a block_id that is too long',
      [{ type: 'divider', block_id: 'x'.repeat(256) }],
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'a button that says too much',
      [actions({ ...button('b'), text: plain('x'.repeat(76)) })],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button with a formatted label',
      [actions({ ...button('b'), text: mrkdwn('x') })],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'a button without a label',
      [actions({ type: 'button', action_id: 'b' })],
      'missing required field: text [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a button that carries too much',
      [actions(button('b', 'x'.repeat(2001)))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a button of an unknown style',
      [actions({ ...button('b'), style: 'secondary' })],
      'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a button with an address that is none',
      [actions({ ...button('b'), url: 'not an address' })],
      'must match the expected format [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'a button with an address that is too long',
      [actions({ ...button('b'), url: `https://x.example/${'x'.repeat(3000)}` })],
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'a question with a title that is too long',
      [actions({ ...button('b'), confirm: { title: plain('x'.repeat(101)), text: plain('x') } })],
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'a menu with 101 options',
      [actions(select({ options: times(101, (index) => option(`o${index}`)) }))],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a menu without options',
      [actions({ type: 'static_select', action_id: 's' })],
      'must define exactly one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a choice that is not among the options',
      [actions(select({ initial_option: option('b') }))],
      'initial_option must match one of the options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an option that says too much',
      [actions(select({ options: [{ text: plain('x'.repeat(76)), value: 'v' }] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'an option with a value that is too long',
      [actions(select({ options: [{ text: plain('x'), value: 'v'.repeat(76) }] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'six entries in an overflow menu',
      [{ ...section(), accessory: { type: 'overflow', options: times(6, (index) => option(`o${index}`)) } }],
      'no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]',
    ],
    [
      '11 check boxes',
      [actions({ type: 'checkboxes', options: times(11, (index) => option(`o${index}`)) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a date in another form',
      [actions({ type: 'datepicker', initial_date: '3.11.2026' })],
      'must match the expected format [json-pointer:/blocks/0/elements/0/initial_date]',
    ],
    [
      'a text field beside a section',
      [{ ...section(), accessory: { type: 'plain_text_input' } }],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]',
    ],
    ['an input', [input({ type: 'plain_text_input' })], 'unsupported type: input [json-pointer:/blocks/0/type]'],
    [
      'markdown that is too long together',
      times(2, () => ({ type: 'markdown', text: 'x'.repeat(6001) })),
      'markdown blocks must be less than 12001 characters together [json-pointer:/blocks]',
    ],
    [
      'two tables',
      times(2, () => ({ type: 'table', rows: [cells(1)] })),
      'no more than 1 of type table allowed [json-pointer:/blocks]',
    ],
    [
      'a table with rows of different width',
      [{ type: 'table', rows: [cells(2), cells(1)] }],
      'all rows must have the same number of cells [json-pointer:/blocks/0/rows/1]',
    ],
    [
      'a chart that lacks a point',
      [{ type: 'data_visualization', title: 'x', chart: bars(['Mon']) }],
      'must have one point per category [json-pointer:/blocks/0/chart/series/0/data]',
    ],
    [
      'a list in a section of rich text',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'rich_text_list' }] }] }],
      'unsupported type: rich_text_list [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
  ])('%s', (_name, blocks, problem) => {
    expect(said(problemsOfBlocks(blocks)[0])).toBe(problem);
  });

  test('a picture of a file that is not there', () => {
    const image = { type: 'image', alt_text: 'a', slack_file: { id: 'F0SIM000001' } };
    expect(problemsOfBlocks([image], { hasFile: () => true })).toEqual([]);
    expect(problemsOfBlocks([image], { hasFile: () => false })).toEqual([
      '[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]',
    ]);
  });

  test('something that is no list', () => {
    expect(problemsOfBlocks('x')).toEqual(['[ERROR] must be an array [json-pointer:/blocks]']);
    expect(problemsOfBlocks([null])).toEqual(['[ERROR] must provide an object [json-pointer:/blocks/0]']);
  });
});

describe('views', () => {
  const modal = (more: object = {}) => ({ type: 'modal', title: plain('T'), blocks: [section()], ...more });
  const text = (more: object = {}) => ({ type: 'plain_text_input', action_id: 'a', ...more });

  test.each<[string, unknown]>([
    ['a form', form('T')],
    ['a home tab with 100 blocks', { type: 'home', blocks: times(100, () => ({ type: 'divider' })) }],
    [
      'a file field in a modal',
      modal({
        submit: plain('S'),
        blocks: [input({ type: 'file_input', action_id: 'f', filetypes: ['csv'], max_files: 1 })],
      }),
    ],
    [
      'every typed field',
      modal({
        submit: plain('S'),
        blocks: [
          input(text()),
          input({ type: 'number_input', action_id: 'n', is_decimal_allowed: false, min_value: '1' }),
          input({ type: 'email_text_input', action_id: 'e' }),
          input({ type: 'url_text_input', action_id: 'u' }),
        ],
      }),
    ],
    ['absent parts given as null', modal({ close: null, submit: null })],
  ])('Slack takes %s', (_name, view) => {
    expect(problemsOfView(view)).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['no object', 'x', 'must provide an object [json-pointer:/view]'],
    ['no kind', { blocks: [] }, 'missing required field: type [json-pointer:/view]'],
    [
      'another kind',
      { type: 'dialog', title: plain('T'), blocks: [] },
      'must be a valid enum value [json-pointer:/view/type]',
    ],
    ['a modal without a title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      'a title of 25 characters',
      modal({ title: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['a formatted title', modal({ title: mrkdwn('T') }), 'unsupported type: mrkdwn [json-pointer:/view/title/type]'],
    [
      'a button label that is too long',
      modal({ submit: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'an input and nothing to submit it with',
      modal({ blocks: [input(text())] }),
      'must define `submit` to use an `input` block in modals [json-pointer:/view]',
    ],
    [
      'private_metadata that is too long',
      modal({ private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback_id that is too long',
      modal({ callback_id: 'x'.repeat(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      '101 blocks',
      modal({ blocks: times(101, () => ({ type: 'divider' })) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['what an earlier answer held', modal({ id: 'V1' }), 'invalid additional property: id [json-pointer:/view]'],
    [
      'a table',
      modal({ blocks: [{ type: 'table', rows: [cells(1)] }] }),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    [
      'a button as an input',
      modal({ submit: plain('S'), blocks: [input(button('b'))] }),
      'unsupported type: button [json-pointer:/view/blocks/0/element/type]',
    ],
    [
      'a formatted label',
      modal({ submit: plain('S'), blocks: [input(text(), { label: mrkdwn('L') })] }),
      'unsupported type: mrkdwn [json-pointer:/view/blocks/0/label/type]',
    ],
    [
      'a first value that is too long',
      modal({ submit: plain('S'), blocks: [input(text({ initial_value: 'xxx', max_length: 2 }))] }),
      'must be less than 3 characters [json-pointer:/view/blocks/0/element/initial_value]',
    ],
    [
      'a field that takes more than Slack does',
      modal({ submit: plain('S'), blocks: [input(text({ max_length: 3001 }))] }),
      'must be at most 3000 [json-pointer:/view/blocks/0/element/max_length]',
    ],
    [
      'a number field that does not say which numbers',
      modal({ submit: plain('S'), blocks: [input({ type: 'number_input' })] }),
      'missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]',
    ],
    [
      'two fields that want the cursor',
      modal({
        submit: plain('S'),
        blocks: [input(text({ focus_on_load: true })), input(text({ focus_on_load: true }))],
      }),
      'focus_on_load can be set on one element only [json-pointer:/view/blocks]',
    ],
    [
      'a title on a home tab',
      { type: 'home', title: plain('T'), blocks: [] },
      'invalid additional property: title [json-pointer:/view]',
    ],
    [
      'a file field on a home tab',
      { type: 'home', blocks: [input({ type: 'file_input' })] },
      'unsupported type: file_input [json-pointer:/view/blocks/0/element/type]',
    ],
  ])('Slack refuses %s', (_name, view, problem) => {
    expect(said(problemsOfView(view)[0])).toBe(problem);
  });
});
