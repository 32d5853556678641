/** The gateway as one thing grows, and then another. */
export interface Scale {
  readonly date: string;
  readonly upstream: string;
  readonly connections: number;
  readonly series: readonly ScaleSeries[];
}

export interface ScaleSeries {
  readonly id: string;
  readonly title: string;
  /** What is asked, and how. */
  readonly about: string;
  /** What the sizes count. */
  readonly unit: string;
  readonly points: readonly ScalePoint[];
}

export interface ScalePoint {
  readonly size: number;
  /** CPU time of one operation, with all requests that it takes, microseconds. */
  readonly cpuUs: number;
  /** Latency of one request. */
  readonly p50: number;
  /** Calls to the upstream for one operation. */
  readonly calls: number;
  /** After it was measured. */
  readonly rssMb: number;
  /** Right answers a second. */
  readonly rate: number;
  readonly wrong: number;
}
