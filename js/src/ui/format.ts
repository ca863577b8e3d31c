/** Sizes and times as people read them. */

export function bytes(count: number): string {
	if (count < 1000) return `${count} B`;
	const units = ["kB", "MB", "GB", "TB"];
	const power = Math.min(Math.floor(Math.log10(count) / 3), units.length);
	const scaled = count / 1000 ** power;
	return `${scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${units[power - 1]}`;
}

export function seconds(time: number): string {
	if (time < 60) return `${time.toFixed(1)} s`;
	const minutes = Math.floor(time / 60);
	if (minutes < 60) return `${minutes} min ${Math.floor(time % 60)} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A guess of a time to come: no decimals. */
export const about = (time: number): string =>
	time < 60 ? `about ${Math.max(1, Math.round(time))} s` : `about ${Math.round(time / 60)} min`;

export const percent = (share: number): string => `${Math.round(share * 100)} %`;
