// What the clerk orders from the screens, as the shell reads it.

/** What to print. */
export interface PrintOrder {
  programme: string;
  form: string;
  projects: number[];
  copies: number;
  /** Prints what an ineligible project vouches with, too. */
  ineligible_too: boolean;
  /** Prints lines to write on where a form lacks what it must have. */
  leave_blank: boolean;
  /** Prints a list without the projects no font can print. */
  leave_out: boolean;
  folder: string;
}
