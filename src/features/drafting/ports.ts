export interface Charge {
  usd: number;
  model: string;
  leadId?: string;
  /** Tokens, and whether the figure is a guess because the answer never came. */
  details: Record<string, string | number | boolean>;
}

/** What may still be spent on the model this month. */
export interface ModelBudget {
  /** US dollars left in this calendar month (UTC); 0 or less when spent. */
  remainingUsd(): Promise<number>;
  charge(charge: Charge): Promise<void>;
}
