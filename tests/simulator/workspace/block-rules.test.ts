import { describe, expect, test } from 'vitest';
import { problemsOf, problemsOfView } from '../../../src/simulator/workspace/block-rules.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (id: string) => ({ type: 'button', text: plain('Go'), action_id: id });
const long = (n: number) => 'x'.repeat(n);

const bad: [string, unknown[], string][] = [
  ['an unknown type', [{ type: 'sektion' }], '/blocks/0/type'],
  ['a section without text', [{ type: 'section' }], 'must define either `fields` or `text`'],
  [
    'a section of 3001 characters',
    [{ type: 'section', text: mrkdwn(long(3001)) }],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['an empty text', [{ type: 'section', text: mrkdwn('') }], 'must be more than 0 characters'],
  ['a header in mrkdwn', [{ type: 'header', text: mrkdwn('x') }], 'must be a plain_text object'],
  ['a header of 151 characters', [{ type: 'header', text: plain(long(151)) }], 'less than 151'],
  ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'no more than 50'],
  [
    '11 context elements',
    [{ type: 'context', elements: Array.from({ length: 11 }, () => mrkdwn('x')) }],
    'between 1 and 10',
  ],
  ['11 fields', [{ type: 'section', fields: Array.from({ length: 11 }, () => mrkdwn('x')) }], 'between 1 and 10'],
  ['an image without alt text', [{ type: 'image', image_url: 'https://example.com/a.png' }], 'alt_text'],
  [
    '26 buttons',
    [{ type: 'actions', elements: Array.from({ length: 26 }, (_, i) => button(`b${i}`)) }],
    'between 1 and 25',
  ],
  [
    'two buttons with one id',
    [{ type: 'actions', elements: [button('a'), button('a')] }],
    'already exists in this block',
  ],
  [
    'two blocks with one id',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    'block_id already exists',
  ],
  [
    'a button of 76 characters',
    [{ type: 'actions', elements: [{ ...button('a'), text: plain(long(76)) }] }],
    'less than 76',
  ],
  [
    'a button with a value of 2001',
    [{ type: 'actions', elements: [{ ...button('a'), value: long(2001) }] }],
    'less than 2001',
  ],
  ['a button in mrkdwn', [{ type: 'actions', elements: [{ ...button('a'), text: mrkdwn('x') }] }], 'plain_text'],
  ['a style that is none', [{ type: 'actions', elements: [{ ...button('a'), style: 'green' }] }], 'invalid style'],
  [
    'an input in a message',
    [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input' } }],
    'unsupported type: input',
  ],
  [
    'a text input among buttons',
    [{ type: 'actions', elements: [{ type: 'plain_text_input', action_id: 'a' }] }],
    'unsupported type: plain_text_input',
  ],
  [
    'a select without options',
    [{ type: 'actions', elements: [{ type: 'static_select', action_id: 'a', options: [] }] }],
    'between 1 and 100',
  ],
  [
    'six in an overflow',
    [
      {
        type: 'actions',
        elements: [
          {
            type: 'overflow',
            action_id: 'a',
            options: Array.from({ length: 6 }, (_, i) => ({ text: plain('x'), value: `${i}` })),
          },
        ],
      },
    ],
    'between 1 and 5',
  ],
  [
    'an option of 76 characters',
    [
      {
        type: 'actions',
        elements: [{ type: 'static_select', action_id: 'a', options: [{ text: plain(long(76)), value: 'a' }] }],
      },
    ],
    'less than 76',
  ],
  [
    'a confirm of 301 characters',
    [
      {
        type: 'actions',
        elements: [
          {
            ...button('a'),
            confirm: { title: plain('x'), text: plain(long(301)), confirm: plain('y'), deny: plain('n') },
          },
        ],
      },
    ],
    'less than 301',
  ],
];

describe('a message is refused for', () => {
  test.each(bad)('%s', (_name, blocks, words) => {
    const problems = problemsOf(blocks, 'message');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });
});

test('a good card passes', () => {
  const blocks = [
    { type: 'header', text: plain('x') },
    { type: 'section', text: mrkdwn(long(3000)), accessory: button('a') },
    { type: 'actions', elements: [button('b'), button('c')] },
  ];
  expect(problemsOf(blocks, 'message')).toEqual([]);
});

const input = { type: 'input', label: plain('Name'), element: { type: 'plain_text_input', action_id: 'a' } };
const badViews: [string, Record<string, unknown>, string][] = [
  ['a title of 25 characters', { title: plain(long(25)) }, 'less than 25'],
  ['no title', { title: undefined }, 'missing required field: title'],
  ['an input without a submit', { submit: undefined, blocks: [input] }, 'must define `submit`'],
  ['private metadata of 3001', { private_metadata: long(3001) }, '/view/private_metadata'],
  ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }, 'no more than 100'],
  [
    'a number input that does not say about decimals',
    { blocks: [{ ...input, element: { type: 'number_input', action_id: 'a' } }] },
    'is_decimal_allowed',
  ],
];

describe('a modal is refused for', () => {
  test.each(badViews)('%s', (_name, change, words) => {
    const view = { type: 'modal', title: plain('A form'), submit: plain('Save'), blocks: [], ...change };
    expect(problemsOfView(view).join('\n')).toContain(words);
  });
});
