// The air-datepicker of npm (2.2.3) knows hours and minutes. The Desk was written for a fork that knows seconds too: it
// writes `ss` in formats and reaches for `timepicker.$seconds` and `$secondsText`. This module adds them.
import "air-datepicker/dist/js/datepicker.js";

const { Constructor, Timepicker } = window.jQuery.fn.datepicker;
const twoDigits = (number) => String(number || 0).padStart(2, "0");

/** Replace a method; `change` gets the original, bound to the instance, before the arguments. */
function extend(type, method, change) {
	const original = type.prototype[method];
	type.prototype[method] = function (...args) {
		return change.call(this, original.bind(this), ...args);
	};
}

extend(Constructor, "formatDate", function (original, format, date = this.date) {
	return original(format.replace(/\bss\b/g, twoDigits(date.getSeconds())), date);
});

extend(Constructor, "_onTimeChange", function (original, event, hours, minutes) {
	const seconds = Number(this.timepicker.seconds) || 0;
	if (this.selectedDates.length) {
		this.lastSelectedDate.setSeconds(seconds);
		original(event, hours, minutes);
		return;
	}
	const date = new Date();
	date.setHours(hours, minutes, seconds, 0);
	if (!this._getCell(date).hasClass("-disabled-")) this.selectDate(date);
});

extend(Timepicker, "_setTime", function (original, date) {
	original(date);
	this.seconds = date.getSeconds();
});

extend(Timepicker, "_onSelectDate", function (original, event, date) {
	if (date instanceof Date) this.seconds = date.getSeconds();
	original(event, date);
});

extend(Timepicker, "_buildHTML", function (original) {
	original();
	const $ = window.jQuery;
	this.$secondsText = $('<span class="datepicker--time-current-seconds">').text(twoDigits(this.seconds));
	this.$secondsText.css({ fontSize: "19px", lineHeight: 1 }); // the package's style sheet has this for hours and minutes
	this.$minutesText.after('<span class="datepicker--time-current-colon">:</span>', this.$secondsText);
	this.$seconds = $('<input type="range" name="seconds" min="0" max="59" step="1">').val(this.seconds);
	$('<div class="datepicker--time-row">').append(this.$seconds).appendTo(this.$timepicker.find(".datepicker--time-sliders"));
	this.$ranges = this.$timepicker.find('[type="range"]');
});

extend(Timepicker, "_updateCurrentTime", function (original) {
	original();
	this.$secondsText.text(twoDigits(this.seconds));
});

extend(Timepicker, "_updateRanges", function (original) {
	original();
	this.$seconds.val(this.seconds);
});
