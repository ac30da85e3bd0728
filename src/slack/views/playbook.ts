import { z } from 'zod';
import type { Playbook } from '../../features/playbook/index.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, context, divider, plainSection, section } from './blocks.ts';
import { dayOf, few, fewLines, inline, modal } from './parts.ts';
import { pack } from './parts-state.ts';
import { fitGroups, fitLines, fitNames } from './playbook-lines.ts';

export const sections = ['about', 'pains', 'proof', 'objections', 'fit'] as const;
export type PlaybookSection = (typeof sections)[number];

const sectionNames: Record<PlaybookSection, string> = {
  about: 'What we sell',
  pains: 'Pains',
  proof: 'Proof',
  objections: 'Objections',
  fit: 'Fit rules',
};

export const playbookStateSchema = z.object({ section: z.enum(sections), version: z.number() });

export interface PlaybookData {
  playbook: Playbook;
  section: PlaybookSection;
  mayEdit: boolean;
  /** Who changed it last and when, in words. */
  changed?: string;
  note?: string;
}

const addNames: Partial<Record<PlaybookSection, string>> = {
  pains: 'Add a pain',
  proof: 'Add a proof',
  objections: 'Add an objection',
};

/** One section of the playbook at a time: all of it would not fit a modal. */
export function playbookModal(data: PlaybookData): View {
  const { playbook, section: current, mayEdit, changed, note } = data;
  const add = addNames[current];
  return modal({
    callbackId: 'playbook.view',
    title: 'Playbook',
    state: pack({ section: current, version: playbook.version }),
    blocks: [
      ...(note ? [section(note)] : []),
      actions(
        ...sections.map((one) =>
          button(sectionNames[one], `playbook.section#${one}`, {
            value: one,
            ...(one === current ? { style: 'primary' as const } : {}),
          }),
        ),
      ),
      ...drawers[current](data),
      ...(mayEdit && add ? [actions(button(add, 'playbook.edit', { value: `${current}:` }))] : []),
      divider,
      context(
        [
          playbook.version === 0 ? 'Not written yet' : `Version ${playbook.version}${changed ? `, ${changed}` : ''}`,
          mayEdit ? 'Drafts follow it from the next one on' : 'A manager or an admin changes it',
        ].join(' · '),
      ),
    ],
  });
}

const drawers: Record<PlaybookSection, (data: PlaybookData) => Block[]> = {
  about: ({ playbook: { content }, mayEdit }) => [
    section(`*${inline(content.company, 120) || 'The company has no name here yet'}*`, edit(mayEdit, 'about:')),
    plainSection(content.whatWeSell || 'Nothing is written about what we sell. Without it, drafts have little to say.'),
    section(
      lines(
        `*Voice:* ${inline(content.voice.tone, 300) || 'not said'}`,
        `*Signs off with:* ${inline(content.voice.signOff, 60)}`,
        content.voice.avoid.length > 0 ? `*Never says:* ${listed(content.voice.avoid)}` : '',
      ),
    ),
  ],

  pains: ({ playbook, mayEdit }) =>
    listOf(playbook.content.pains, NO_PAINS, (one) =>
      section(
        lines(
          `*${inline(one.name, 120)}*`,
          inline(one.description, 600),
          `_${inline(one.question, 300)}_`,
          one.signs.length > 0 ? `Signs: ${listed(one.signs)}` : '',
        ),
        edit(mayEdit, `pains:${one.key}`),
      ),
    ),

  proof: ({ playbook, mayEdit }) =>
    listOf(playbook.content.proof, NO_PROOF, (one) => {
      const pains = playbook.content.pains.filter((pain) => one.painKeys.includes(pain.key));
      return section(
        lines(
          `*${inline(one.customer, 120)}*`,
          inline(one.claim, 400),
          `_${inline(one.source, 300)}, checked ${dayOf(one.checkedAt)}_`,
          pains.length > 0 ? `For: ${listed(pains.map((pain) => pain.name))}` : '',
        ),
        edit(mayEdit, `proof:${one.key}`),
      );
    }),

  objections: ({ playbook, mayEdit }) =>
    listOf(playbook.content.objections, NO_OBJECTIONS, (one) =>
      section(
        lines(
          `*${inline(one.name, 120)}*`,
          ...(one.answers.length > 0 ? one.answers.map((answer) => `• ${inline(answer, 600)}`) : ['No answer yet.']),
          one.signs.length > 0 ? `Signs: ${listed(one.signs)}` : '',
        ),
        edit(mayEdit, `objections:${one.key}`),
      ),
    ),

  fit: ({ playbook, mayEdit }) =>
    fitGroups.map((group) => {
      const rules = fitLines(playbook.content.fit, group).map((rule) => `• ${inline(rule, 250)}`);
      const text = rules.length > 0 ? fewLines(rules, 12) : 'No rule.';
      return section(`*${fitNames[group]}*\n${text}`, edit(mayEdit, `fit:${group}`));
    }),
};

const NO_PAINS = 'No pain is written down. A pain is a problem that we solve; leads are matched with it.';
const NO_PROOF = 'No proof is written down. Without it no draft may state a result.';
const NO_OBJECTIONS = 'No objection is written down. With answers here, coaching can offer them.';

/** What there is, as far as one section holds it. */
const lines = (...all: string[]): string => fewLines(all.filter(Boolean), all.length);

/** At most so many items that a modal holds them with everything else. */
const SHOWN = 80;

const listOf = <T>(all: T[], empty: string, draw: (one: T) => Block): Block[] =>
  all.length === 0 ? [section(empty)] : all.slice(0, SHOWN).map(draw);

const listed = (all: string[]): string =>
  few(
    all.map((one) => inline(one, 60)),
    12,
  );

const edit = (mayEdit: boolean, value: string) => (mayEdit ? button('Edit', 'playbook.edit', { value }) : undefined);
