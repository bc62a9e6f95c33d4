App({
  onError(message) {
    console.error('todo:', message);
  }
});
