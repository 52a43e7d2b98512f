import { TakedownReceipt } from '#libs/contracts';

/** A receipt as a row of a list. */
export interface ReceiptRow {
  id: string;
  uri: string;
  asked: string;
  by: string;
  gone: TakedownReceipt['gone'];
  kinds: number;
  ms: number;
}

/** Receipts that are kept whole in memory; older ones are read from the log. */
const WHOLE = 100;
/** As the log has it: a newer desk may have written members that this one does not know, and signed them. */
const Kept = TakedownReceipt.loose();

/** All receipts of the audit log, in its order. */
export class ReceiptBook {
  private readonly places = new Map<string, { offset: number; row: ReceiptRow; receipt?: TakedownReceipt }>();
  private readonly whole: string[] = [];

  take(told: unknown, offset: number): void {
    const receipt = Kept.safeParse(told).data as TakedownReceipt | undefined;
    if (!receipt || this.places.has(receipt.id)) return;
    const { id, uri, asked, by, gone, surfaces, ms } = receipt;
    this.places.set(id, { offset, row: { id, uri, asked, by, gone, kinds: surfaces.length, ms }, receipt });
    this.whole.push(id);
    const oldest = this.whole.length > WHOLE ? this.whole.shift() : undefined;
    const place = oldest === undefined ? undefined : this.places.get(oldest);
    if (place) delete place.receipt;
  }

  /** Newest first. */
  rows(): ReceiptRow[] {
    return [...this.places.values()].map(({ row }) => row).toReversed();
  }

  place(id: string): { offset: number; receipt?: TakedownReceipt } | undefined {
    return this.places.get(id);
  }
}
