import { describe, expect, it } from 'vitest';
import type { Inline, TextBlock } from '../../src/simulator/page/src/text/inline.ts';
import { parseMarkdown } from '../../src/simulator/page/src/text/markdown.ts';
import { parseInline, parseMrkdwn } from '../../src/simulator/page/src/text/mrkdwn.ts';

/** A tree as short words, so that a test reads as what one would see. */
function seen(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.text;
      if (node.type === 'code') return `[code ${node.text}]`;
      if (node.type === 'break') return '⏎';
      if (node.type === 'link') return `[link ${node.url}: ${seen(node.children)}]`;
      if (node.type === 'user' || node.type === 'channel') return `[${node.type} ${node.id}]`;
      if (node.type === 'broadcast') return `[all ${node.name}]`;
      if (node.type === 'date') return `[date ${node.at} ${node.format} or ${node.fallback}]`;
      return `[${node.type} ${seen(node.children)}]`;
    })
    .join('');
}

const shape = (blocks: readonly TextBlock[]): string[] =>
  blocks.map((block) => {
    if (block.type === 'pre') return `pre: ${block.text}`;
    if (block.type === 'paragraph' || block.type === 'heading') return `${block.type}: ${seen(block.children)}`;
    if (block.type === 'quote') return `quote: ${shape(block.children).join(' / ')}`;
    if (block.type === 'list')
      return `${block.ordered ? 'ol' : 'ul'}: ${block.items.map((item) => `${'>'.repeat(item.depth)}${seen(item.children)}`).join(' | ')}`;
    if (block.type === 'table') return `table: ${block.rows.map((row) => row.map(seen).join(',')).join(' | ')}`;
    return 'rule';
  });

const inline = (text: string): string => seen(parseInline(text));

describe('mrkdwn', () => {
  it.each([
    ['*bold* _italic_ ~gone~ `code`', '[bold bold] [italic italic] [strike gone] [code code]'],
    ['*bold _and italic_ here*', '[bold bold [italic and italic] here]'],
    ['a*b*c and snake_case_name', 'a*b*c and snake_case_name'],
    ['2 * 3 * 4 and ~ 5 ~', '2 * 3 * 4 and ~ 5 ~'],
    ['*open and `also open', '*open and `also open'],
    ['*not over\na line*', '*not over⏎a line*'],
    ['(*in brackets*), *at the end*.', '([bold in brackets]), [bold at the end].'],
    ['`*no* marks <https://x.example|in> code`', '[code *no* marks in code]'],
    ['*<https://x.example|a*b>*', '[bold [link https://x.example: a*b]]'],
    ['5 &lt; 6 &amp;&amp; 7 &gt; 6, &amp;lt; stays', '5 < 6 && 7 > 6, &lt; stays'],
  ])('reads %j', (text, expected) => {
    expect(inline(text)).toBe(expected);
  });

  it.each([
    ['<@U1> in <#C1|general>, <!channel>', '[user U1] in [channel C1], [all channel]'],
    ['<!subteam^S1|@sales>', '[all sales]'],
    ['<https://a.example/?x=1&amp;y=2|A &amp; B>', '[link https://a.example/?x=1&y=2: A & B]'],
    ['<mailto:ada@fernline.example>', '[link mailto:ada@fernline.example: ada@fernline.example]'],
    ['<!date^1793693100^{date_short} at {time}|3 Nov>', '[date 1793693100000 {date_short} at {time} or 3 Nov]'],
    ['see https://a.example/b. Then', 'see [link https://a.example/b: https://a.example/b]. Then'],
  ])('resolves %j', (text, expected) => {
    expect(inline(text)).toBe(expected);
  });

  it('makes no link of an address that a browser must not follow', () => {
    expect(inline('<javascript:alert(1)|click>')).toBe('click');
    expect(inline('<data:text/html,x>')).toBe('data:text/html,x');
  });

  it('leaves what was escaped as words, whatever it looks like', () => {
    expect(inline('&lt;!channel&gt; and &lt;https://a.example|x&gt;')).toBe(
      '<!channel> and <[link https://a.example: https://a.example]|x>',
    );
  });

  it('draws the emoji that it knows and leaves other names and times alone', () => {
    expect(inline(':white_check_mark: done at 10:30:15 :no_such_thing:')).toBe('✅ done at 10:30:15 :no_such_thing:');
    expect(inline(':constructor:')).toBe(':constructor:');
  });

  it('parts quotations, paragraphs and fenced code', () => {
    expect(shape(parseMrkdwn('Before\n> one\n&gt; two\nafter\n```\na *b*\n  c\n```\nend'))).toEqual([
      'paragraph: Before',
      'quote: paragraph: one⏎two',
      'paragraph: after',
      'pre: a *b*\n  c',
      'paragraph: end',
    ]);
    expect(shape(parseMrkdwn('x\n&gt;&gt;&gt; all\nthe rest'))).toEqual([
      'paragraph: x',
      'quote: paragraph: all⏎the rest',
    ]);
    expect(shape(parseMrkdwn('never ```closed'))).toEqual(['paragraph: never ```closed']);
  });

  it('takes a long run of marks in linear time', () => {
    const text = '*_~`<'.repeat(4_000);
    const began = performance.now();
    expect(seen(parseInline(text)).length).toBeGreaterThan(0);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('markdown blocks', () => {
  it('reads headings, lists, tables, quotes, code and rules', () => {
    const text =
      '# Title\nSome **bold**, *it*, ~~no~~ and [a link](https://a.example).\n\n- one\n  - two\n\n1. first\n2. second\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n> said\n\n---\n```js\nlet x\n```';
    expect(shape(parseMarkdown(text))).toEqual([
      'heading: Title',
      'paragraph: Some [bold bold], [italic it], [strike no] and [link https://a.example: a link].',
      'ul: one | >two',
      'ol: first | second',
      'table: a,b | 1,[code 2]',
      'quote: paragraph: said',
      'rule',
      'pre: let x',
    ]);
  });

  it('keeps a dangerous link as its words', () => {
    expect(shape(parseMarkdown('[x](javascript:alert)'))).toEqual(['paragraph: x']);
  });
});
