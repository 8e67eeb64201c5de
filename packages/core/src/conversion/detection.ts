/** One thing that was found out about a source, or was given. */
export interface Finding {
  readonly part:
    | 'compression'
    | 'format'
    | 'encoding'
    | 'delimiter'
    | 'quote'
    | 'escape'
    | 'comment'
    | 'header'
    | 'skip-lines'
    | 'trim'
    | 'trailing-delimiter'
    | 'line-ends'
    | 'layout'
    | 'records';
  /** As a person would write it: `";"`, `tab`, `UTF-16LE`. */
  readonly value: string;
  /** 1 where it was given or leaves no doubt, towards 0 the less the sample speaks for it. */
  readonly confidence: number;
  /** `98 of 100 records have 12 fields` */
  readonly because: string;
  /** Something of the source is not converted: to be told, however sure it is. */
  readonly isLoss?: true;
  /** The option that says it otherwise, with an example: `--delimiter ';'`. */
  readonly override?: string;
}

/** What is out of place in a source as a whole. */
export interface Advice {
  /** `the first 3 lines do not look like part of the table: --skip-lines 3` */
  readonly says: string;
  /**
   * What comes out wrong unless it is followed. `table`: header and types, whatever becomes of bad rows.
   * `long-records`, `short-records`: most records have more or fewer fields than the header. `few-records`: some bad
   * rows.
   */
  readonly affects: 'table' | 'long-records' | 'short-records' | 'few-records';
}
