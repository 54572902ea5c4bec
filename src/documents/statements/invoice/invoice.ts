import type { Check } from '../statement/proof.js';

export interface InvoiceLine {
  description: string;
  /** Plain decimal, as printed; null where the line gives none. */
  quantity: string | null;
  unit_price: string | null;
  amount: string;
}

export interface InvoiceCheck extends Omit<Check, 'name'> {
  name: 'lines_to_net' | 'lines_to_total' | 'net_plus_tax' | 'line';
}

/** An invoice. Money is a decimal string. */
export interface InvoiceData {
  invoice_number: string | null;
  /** Name of the supplier. */
  issuer: string | null;
  issue_date: string | null;
  due_date?: string;
  currency: string | null;
  lines: InvoiceLine[];
  net: string | null;
  tax: string | null;
  total: string | null;
  /** Discounts, shipping, tax withheld: what stands between net, tax and total, signed. */
  adjustments?: { label: string; amount: string }[];
  proof: { verified: boolean | null; summary: string; checks: InvoiceCheck[] };
}
