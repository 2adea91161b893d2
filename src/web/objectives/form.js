// The form of an objective: its own department is not offered among those that it is shared with.
document.querySelectorAll(".objective-form #department_id").forEach((own) => {
  const leaveOut = () => document.querySelectorAll("#shared_with input[type=checkbox]").forEach((box) => {
    box.disabled = box.value === own.value;
    box.parentElement.hidden = box.disabled;
  });
  own.addEventListener("change", leaveOut);
  leaveOut();
});
