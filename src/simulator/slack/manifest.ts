import { z } from 'zod';

/** What the workspace knows of the app: the part of its manifest that Slack acts on. */
export interface AppManifest {
  botName: string;
  description: string;
  commands: { command: string; description: string; usageHint: string; shouldEscape: boolean }[];
  shortcuts: { callbackId: string; name: string; description: string; type: 'message' | 'global' }[];
  scopes: string[];
  events: string[];
  homeTab: boolean;
  messagesTab: boolean;
}

const words = z.string().default('');

const schema = z.looseObject({
  display_information: z.looseObject({ name: z.string(), description: words }).optional(),
  features: z
    .looseObject({
      bot_user: z.looseObject({ display_name: z.string() }).optional(),
      app_home: z
        .looseObject({ home_tab_enabled: z.boolean().default(false), messages_tab_enabled: z.boolean().default(true) })
        .optional(),
      slash_commands: z
        .array(
          z.looseObject({
            command: z.string().regex(/^\/[^\s/]+$/),
            description: words,
            usage_hint: words,
            should_escape: z.boolean().default(false),
          }),
        )
        .nullish(),
      shortcuts: z
        .array(
          z.looseObject({
            callback_id: z.string(),
            name: z.string(),
            description: words,
            type: z.enum(['message', 'global']),
          }),
        )
        .nullish(),
    })
    .default({}),
  oauth_config: z
    .looseObject({ scopes: z.looseObject({ bot: z.array(z.string()).default([]) }).optional() })
    .optional(),
  settings: z
    .looseObject({ event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).default([]) }).optional() })
    .optional(),
});

/** Reads a parsed manifest.yml; throws what is wrong with it. */
export function readManifest(raw: unknown): AppManifest {
  const { display_information, features, oauth_config, settings } = schema.parse(raw);
  return {
    botName: features.bot_user?.display_name ?? display_information?.name ?? 'App',
    description: display_information?.description ?? '',
    commands: (features.slash_commands ?? []).map((one) => ({
      command: one.command,
      description: one.description,
      usageHint: one.usage_hint,
      shouldEscape: one.should_escape,
    })),
    shortcuts: (features.shortcuts ?? []).map((one) => ({
      callbackId: one.callback_id,
      name: one.name,
      description: one.description,
      type: one.type,
    })),
    scopes: oauth_config?.scopes?.bot ?? [],
    events: settings?.event_subscriptions?.bot_events ?? [],
    homeTab: features.app_home?.home_tab_enabled ?? false,
    messagesTab: features.app_home?.messages_tab_enabled ?? true,
  };
}
