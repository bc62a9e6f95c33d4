const pad = (n) => String(n).padStart(2, '0');

/** Milliseconds as "2024-05-01 09:30" in local time. */
export default function formatDate(ms) {
  const d = new Date(ms);
  const day = [d.getFullYear(), pad(d.getMonth() + 1), pad(d.getDate())].join('-');
  return `${day} ${pad(d.getHours())}:${pad(d.getMinutes())}`;
}
