/** The shape of a sound over its player, which goes on doing the playing. */

import WaveSurfer from "wavesurfer.js";

export interface Wave {
	end: () => void;
}

export async function draw(
	place: HTMLElement,
	media: HTMLAudioElement,
	colours: { wave: string; progress: string; cursor: string },
): Promise<Wave> {
	const wave = WaveSurfer.create({
		container: place,
		media,
		height: 64,
		waveColor: colours.wave,
		progressColor: colours.progress,
		cursorColor: colours.cursor,
		barWidth: 2,
		barGap: 1,
		barRadius: 2,
		normalize: true,
		dragToSeek: true,
	});
	await new Promise<void>((resolve, reject) => {
		wave.on("ready", () => resolve());
		wave.on("error", reject);
	}).catch((error) => {
		wave.destroy();
		throw error;
	});
	return { end: () => wave.destroy() };
}
