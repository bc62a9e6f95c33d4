// Nothing to show, and why. Slots: the default one for a sentence, "action" for a button.
Component({
  options: {
    multipleSlots: true
  },

  properties: {
    icon: { type: String, value: '📦' },
    title: String
  }
});
