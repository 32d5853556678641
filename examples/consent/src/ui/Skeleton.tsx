/** Stands in for rows that are on their way. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div class="panel skeleton" role="status">
      <span class="unseen">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="row" aria-hidden="true">
          <span class="avatar" />
          <span class="bone" />
        </div>
      ))}
    </div>
  );
}
