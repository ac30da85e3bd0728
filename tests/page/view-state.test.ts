import { describe, expect, it } from 'vitest';
import type { BlockShape, Element, Values } from '../../src/simulator/page/src/blocks/shapes.ts';
import {
  collect,
  initialValue,
  isEmpty,
  keepEdits,
  placesOf,
  problemsOf,
} from '../../src/simulator/page/src/blocks/view-state.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });
const input = (blockId: string, element: Element, more: Partial<BlockShape> = {}): BlockShape => ({
  type: 'input',
  block_id: blockId,
  label: plain(blockId),
  element: { action_id: 'v', ...element },
  ...more,
});
const typed = (value: string | null) => ({ type: 'plain_text_input', value });

describe('the state of a form', () => {
  it('holds every element that has a value, in the shape that Slack sends', () => {
    const blocks: BlockShape[] = [
      input('name', { type: 'plain_text_input', initial_value: 'Ada' }),
      input('stage', { type: 'static_select', options: [option('new')], initial_option: option('new') }),
      input('tags', { type: 'multi_static_select', options: [option('a')] }),
      input('owner', { type: 'users_select', initial_user: 'U1' }),
      input('on', { type: 'datepicker', initial_date: '2026-11-03' }),
      input('at', { type: 'datetimepicker', initial_date_time: 1_793_696_400 }),
      input('file', { type: 'file_input' }),
      { type: 'section', block_id: 'sec', accessory: { type: 'checkboxes', action_id: 'c', options: [option('x')] } },
      {
        type: 'actions',
        block_id: 'act',
        elements: [
          { type: 'button', action_id: 'b' },
          { type: 'timepicker', action_id: 't' },
        ],
      },
    ];
    expect(collect(blocks, {}, {})).toEqual({
      name: { v: { type: 'plain_text_input', value: 'Ada' } },
      stage: { v: { type: 'static_select', selected_option: option('new') } },
      tags: { v: { type: 'multi_static_select', selected_options: [] } },
      owner: { v: { type: 'users_select', selected_user: 'U1' } },
      on: { v: { type: 'datepicker', selected_date: '2026-11-03' } },
      at: { v: { type: 'datetimepicker', selected_date_time: 1_793_696_400 } },
      file: { v: { type: 'file_input', files: [] } },
      sec: { c: { type: 'checkboxes', selected_options: [] } },
      act: { t: { type: 'timepicker', selected_time: null } },
    });
  });

  it('prefers what was typed here to what the server remembers, and that to the initial value', () => {
    const blocks = [
      input('a', { type: 'plain_text_input', initial_value: 'initial' }),
      input('b', { type: 'plain_text_input', initial_value: 'initial' }),
      input('c', { type: 'plain_text_input', initial_value: 'initial' }),
    ];
    const remembered = { a: { v: typed('server') }, b: { v: typed('server') } };
    const state = collect(blocks, { a: { v: typed('here') } }, remembered);
    expect([state.a?.v?.value, state.b?.v?.value, state.c?.v?.value]).toEqual(['here', 'server', 'initial']);
  });

  it('takes an emptied field as empty and not as its initial value', () => {
    const blocks = [input('a', { type: 'plain_text_input', initial_value: 'initial' })];
    expect(collect(blocks, { a: { v: typed(null) } }, {}).a?.v).toEqual(typed(null));
  });

  it('keeps through an update what still has its block, action and kind, and drops the rest', () => {
    const edits: Values = {
      a: { v: typed('kept') },
      b: { v: typed('kind has changed') },
      gone: { v: typed('gone') },
      c: { old: typed('other action') },
    };
    const blocks = [
      input('a', { type: 'plain_text_input', initial_value: 'new initial' }),
      input('b', { type: 'static_select' }),
      input('c', { type: 'plain_text_input' }),
    ];
    expect(keepEdits(edits, blocks)).toEqual({ a: { v: typed('kept') } });
  });

  it('files nothing under buttons, menus and pictures', () => {
    const blocks: BlockShape[] = [
      { type: 'section', accessory: { type: 'image' } },
      { type: 'actions', elements: [{ type: 'overflow', action_id: 'o' }] },
    ];
    expect(placesOf(blocks)).toEqual([]);
  });

  it('knows an empty value of each kind', () => {
    const kinds = [
      'plain_text_input',
      'static_select',
      'multi_users_select',
      'datepicker',
      'datetimepicker',
      'file_input',
      'checkboxes',
    ];
    expect(kinds.filter((type) => !isEmpty(initialValue({ type })))).toEqual([]);
    expect(isEmpty({ type: 'datetimepicker', selected_date_time: 0 })).toBe(false);
  });
});

describe('what keeps a form from being sent', () => {
  const problem = (element: Element, value: string | null, more: Partial<BlockShape> = {}) =>
    problemsOf([input('a', element, more)], { a: { v: { type: element.type, value } } }).a;

  it('asks for what is required and for nothing that is optional', () => {
    expect(problem({ type: 'plain_text_input' }, null)).toBe('Please complete this required field.');
    expect(problem({ type: 'plain_text_input' }, null, { optional: true })).toBeUndefined();
  });

  it.each<[Element, string, boolean]>([
    [{ type: 'plain_text_input', min_length: 3 }, 'ab', false],
    [{ type: 'plain_text_input', max_length: 3 }, 'abcd', false],
    [{ type: 'email_text_input' }, 'ada@fernline', false],
    [{ type: 'email_text_input' }, 'ada@fernline.example', true],
    [{ type: 'url_text_input' }, 'fernline.example', false],
    [{ type: 'url_text_input' }, 'https://fernline.example/a', true],
    [{ type: 'number_input' }, '1.5', false],
    [{ type: 'number_input', is_decimal_allowed: true }, '1.5', true],
    [{ type: 'number_input', min_value: '2' }, '1', false],
    [{ type: 'number_input' }, 'two', false],
  ])('checks %j against %j', (element, value, fits) => {
    expect(problem(element, value) === undefined).toBe(fits);
  });

  it('asks nothing of elements outside of inputs', () => {
    expect(
      problemsOf([{ type: 'actions', block_id: 'a', elements: [{ type: 'datepicker', action_id: 'd' }] }], {}),
    ).toEqual({});
  });
});
